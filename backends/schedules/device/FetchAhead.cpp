#include "backends/schedules/device/FetchAhead.h"
#include <optional>
#include <vector>

namespace resnetc {
namespace {
using namespace Halide;
using namespace Halide::Internal;

/// A let (with a name) or a statement, in order of execution.
struct Item {
  std::string name;
  Expr value;
  Stmt statement;
};

/// A store to shared memory, the condition around it, and where its value waits in registers.
struct Copy {
  const Store *store;
  Expr condition;
  int slot;
  int lanes() const { return store->value.type().lanes(); }
};

bool isBarrier(const Stmt &statement) {
  const Evaluate *evaluate = statement.as<Evaluate>();
  const Call *call = evaluate ? evaluate->value.as<Call>() : nullptr;
  return call && call->is_intrinsic(Call::gpu_thread_barrier);
}

void flatten(const Stmt &statement, std::vector<Item> &items) {
  if (!statement.defined())
    return;
  if (const Block *block = statement.as<Block>()) {
    flatten(block->first, items);
    flatten(block->rest, items);
  } else if (const LetStmt *let = statement.as<LetStmt>()) {
    items.push_back({let->name, let->value, Stmt()});
    flatten(let->body, items);
  } else if (const ProducerConsumer *part = statement.as<ProducerConsumer>()) {
    flatten(part->body, items);
  } else {
    items.push_back({"", Expr(), statement});
  }
}

Stmt join(const std::vector<Item> &items) {
  Stmt all;
  for (auto item = items.rbegin(); item != items.rend(); ++item)
    if (item->name.empty())
      all = all.defined() ? Block::make(item->statement, all) : item->statement;
    else if (all.defined())
      all = LetStmt::make(item->name, item->value, all);
  return all;
}

/// Moves every access to `memory` by `offset` elements.
class MoveAccesses : public IRMutator {
public:
  MoveAccesses(const std::string &memory, int offset) : memory(memory), offset(offset) {}

private:
  using IRMutator::visit;
  Expr moved(const Expr &index) const {
    const Ramp *ramp = index.as<Ramp>();
    const Broadcast *same = index.as<Broadcast>();
    return ramp   ? Ramp::make(ramp->base + offset, ramp->stride, ramp->lanes)
           : same ? Broadcast::make(same->value + offset, same->lanes)
                  : index + offset;
  }
  Expr visit(const Load *load) override {
    if (load->name != memory)
      return IRMutator::visit(load);
    return Load::make(load->type, memory, moved(load->index), load->image, load->param, load->predicate,
                      load->alignment);
  }
  Stmt visit(const Store *store) override {
    if (store->name != memory)
      return IRMutator::visit(store);
    return Store::make(memory, mutate(store->value), moved(store->index), store->param, store->predicate,
                       store->alignment);
  }

  const std::string &memory;
  const int offset;
};

/// Gives lets new names, which must be unique in a kernel.
class RenameLets : public IRMutator {
public:
  RenameLets(const std::vector<Item> &lets, const std::string &suffix) : suffix(suffix) {
    for (const Item &let : lets)
      names.insert(let.name);
  }

private:
  using IRMutator::visit;
  Expr visit(const Variable *variable) override {
    return names.count(variable->name) ? Variable::make(variable->type, variable->name + suffix) : Expr(variable);
  }
  Stmt visit(const LetStmt *let) override {
    const std::string name = names.count(let->name) ? let->name + suffix : let->name;
    return LetStmt::make(name, mutate(let->value), mutate(let->body));
  }

  std::set<std::string> names;
  const std::string &suffix;
};

/// One loop over steps, taken apart and put together again.
class StepLoop {
public:
  StepLoop(const For *loop, const std::string &memory, int elements);
  bool copiesAnything() const { return !copies.empty(); }
  Stmt rotated() const;

private:
  bool findCopies(const Stmt &statement, const Expr &condition, std::vector<Copy> &found) const;
  Stmt atStep(Stmt statement, const Expr &step, const std::string &suffix) const;
  Stmt guarded(const Copy &copy, const Stmt &statement) const {
    return copy.condition.defined() ? IfThenElse::make(copy.condition, statement) : statement;
  }
  Expr slotsOf(const Copy &copy) const {
    return copy.lanes() == 1 ? Expr(copy.slot) : Ramp::make(copy.slot, 1, copy.lanes());
  }
  Stmt fetch(const Expr &step, const std::string &suffix) const;
  Stmt fill(const Expr &step, int half, const std::string &suffix) const;
  Stmt sum(const Expr &step, int half, const std::string &suffix) const;
  Stmt withNext(const Expr &step, int half, const std::string &suffix) const;

  const For *loop;
  const std::string memory, ahead;
  const int elements;
  std::vector<Item> lets, sums;
  std::vector<Copy> copies;
  int slots = 0;
};

StepLoop::StepLoop(const For *loop, const std::string &memory, int elements)
    : loop(loop), memory(memory), ahead(loop->name + ".ahead"), elements(elements) {
  std::vector<Item> items;
  flatten(loop->body, items);
  for (const Item &item : items) {
    std::vector<Copy> found;
    if (!item.name.empty())
      lets.push_back(item);
    else if (findCopies(item.statement, Expr(), found))
      copies.insert(copies.end(), found.begin(), found.end());
    else if (!isBarrier(item.statement))
      sums.push_back(item);
  }
  for (Copy &copy : copies) {
    copy.slot = slots;
    slots += copy.lanes();
  }
}

/// Stores to the memory under `statement`; false if it does anything else.
bool StepLoop::findCopies(const Stmt &statement, const Expr &condition, std::vector<Copy> &found) const {
  if (const Store *store = statement.as<Store>()) {
    if (store->name != memory)
      return false;
    found.push_back({store, condition, 0});
    return true;
  }
  const IfThenElse *choice = statement.as<IfThenElse>();
  if (!choice || choice->else_case.defined())
    return false;
  std::vector<Item> items;
  flatten(choice->then_case, items);
  const Expr both = condition.defined() ? condition && choice->condition : choice->condition;
  for (const Item &item : items)
    if (!item.name.empty() || !findCopies(item.statement, both, found))
      return false;
  return true;
}

/// The statement in iteration `step`, with those of the loop's lets that it needs.
Stmt StepLoop::atStep(Stmt statement, const Expr &step, const std::string &suffix) const {
  for (auto let = lets.rbegin(); let != lets.rend(); ++let)
    if (stmt_uses_var(statement, let->name))
      statement = LetStmt::make(let->name, let->value, statement);
  return substitute(loop->name, step, RenameLets(lets, suffix).mutate(statement));
}

Stmt StepLoop::fetch(const Expr &step, const std::string &suffix) const {
  std::vector<Stmt> all;
  for (const Copy &copy : copies)
    all.push_back(guarded(copy, Store::make(ahead, copy.store->value, slotsOf(copy), Parameter(),
                                            const_true(copy.lanes()), ModulusRemainder())));
  return atStep(Block::make(all), step, suffix);
}

Stmt StepLoop::fill(const Expr &step, int half, const std::string &suffix) const {
  std::vector<Stmt> all;
  for (const Copy &copy : copies) {
    const Expr value = Load::make(copy.store->value.type(), ahead, slotsOf(copy), Buffer<>(), Parameter(),
                                  const_true(copy.lanes()), ModulusRemainder());
    all.push_back(guarded(copy, Store::make(memory, value, copy.store->index, copy.store->param,
                                            copy.store->predicate, copy.store->alignment)));
  }
  return atStep(MoveAccesses(memory, half * elements).mutate(Block::make(all)), step, suffix);
}

Stmt StepLoop::sum(const Expr &step, int half, const std::string &suffix) const {
  return atStep(MoveAccesses(memory, half * elements).mutate(join(sums)), step, suffix);
}

/// A step, during which the next one is fetched; the last fetches itself again.
Stmt StepLoop::withNext(const Expr &step, int half, const std::string &suffix) const {
  const Expr next = simplify(min(step + 1, loop->min + loop->extent - 1));
  return Block::make({fetch(next, suffix + ".fetch"), sum(step, half, suffix), fill(next, 1 - half, suffix + ".fill")});
}

Stmt StepLoop::rotated() const {
  const int extent = int(*as_const_int(simplify(loop->extent)));
  const Stmt barrier = Evaluate::make(
      Call::make(Int(32), Call::gpu_thread_barrier, {IntImm::make(Int(32), 2)}, Call::Intrinsic)); // of shared memory
  const std::string pair = loop->name + ".pair";
  const Expr even = Variable::make(Int(32), pair) * 2 + loop->min, last = loop->min + extent - 1;
  std::vector<Stmt> all = {fetch(loop->min, ".first.fetch"), fill(loop->min, 0, ".first.fill")};
  if (extent >= 2)
    all.push_back(For::make(
        pair, 0, extent / 2, loop->for_type, loop->partition_policy, loop->device_api,
        Block::make({barrier, withNext(even, 0, ".even"), barrier, withNext(even + 1, 1, ".odd")})));
  if (extent % 2) {
    all.push_back(barrier);
    all.push_back(sum(last, 0, ".last"));
  }
  all.push_back(Free::make(ahead)); // or OpenCL's code generator stops without a word
  return Allocate::make(ahead, Float(32), MemoryType::Register, {slots}, const_true(), Block::make(all));
}

} // namespace

Stmt FetchAhead::visit(const For *loop) {
  if (loop->for_type != ForType::Serial || shared.size() != 1 || !as_const_int(simplify(loop->extent)))
    return IRMutator::visit(loop);
  const auto &[memory, elements] = *shared.begin();
  const StepLoop steps(loop, memory, elements);
  if (!steps.copiesAnything())
    return IRMutator::visit(loop);
  doubled.insert(memory);
  return steps.rotated();
}

Stmt FetchAhead::visit(const Allocate *block) {
  const auto elements = block->extents.size() == 1 ? as_const_int(simplify(block->extents[0])) : std::nullopt;
  if (block->memory_type != MemoryType::GPUShared || !elements)
    return IRMutator::visit(block);
  shared[block->name] = int(*elements);
  const Stmt body = mutate(block->body);
  shared.erase(block->name);
  const int copies = doubled.count(block->name) ? 2 : 1;
  return Allocate::make(block->name, block->type, block->memory_type, {int(*elements) * copies}, block->condition,
                        body);
}

} // namespace resnetc
