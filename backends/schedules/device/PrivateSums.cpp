#include "backends/schedules/device/PrivateSums.h"
#include <sstream>
#include <stdexcept>

namespace resnetc {
using namespace Halide;
using namespace Halide::Internal;

namespace {
/// A let may use lets, these others; deeper than this they do not go.
constexpr int deepestLets = 20;

Expr resolve(const Expr &index, const std::map<std::string, Expr> &known) {
  Expr value = substitute_in_all_lets(index);
  for (int i = 0; i < deepestLets; ++i) {
    const Expr next = substitute(known, value);
    if (next.same_as(value))
      break;
    value = next;
  }
  return simplify(value);
}
} // namespace

Expr PrivateSums::slotOf(const std::string &name, const Expr &index) {
  const Expr constant = resolve(index, known);
  const Ramp *ramp = constant.as<Ramp>();
  const auto first = as_const_int(ramp ? ramp->base : constant);
  if (!first || (ramp && !is_const_one(ramp->stride))) {
    std::ostringstream text;
    text << "the place of a thread's sum " << name << " is no constant: " << constant;
    throw std::runtime_error(text.str());
  }
  std::map<int, int> &places = slots[name];
  for (int lane = 0; collecting && lane < (ramp ? ramp->lanes : 1); ++lane)
    places[int(*first) + lane] = 0;
  const Expr place = places.at(int(*first));
  return ramp ? Ramp::make(place, 1, ramp->lanes) : place;
}

Stmt PrivateSums::visit(const Allocate *block) {
  if (block->memory_type != MemoryType::Register || collecting)
    return IRMutator::visit(block);
  slots[block->name];
  collecting = true;
  mutate(block->body);
  collecting = false;
  int next = 0;
  for (auto &[index, place] : slots[block->name])
    place = next++;
  return Allocate::make(block->name, block->type, block->memory_type, {next}, block->condition, mutate(block->body));
}

Expr PrivateSums::visit(const Load *load) {
  if (!slots.count(load->name))
    return IRMutator::visit(load);
  return Load::make(load->type, load->name, slotOf(load->name, load->index), load->image, load->param,
                    load->predicate, ModulusRemainder());
}

Stmt PrivateSums::visit(const Store *store) {
  if (!slots.count(store->name))
    return IRMutator::visit(store);
  return Store::make(store->name, mutate(store->value), slotOf(store->name, store->index), store->param,
                     store->predicate, ModulusRemainder());
}

Stmt PrivateSums::visit(const LetStmt *let) {
  known[let->name] = let->value;
  return IRMutator::visit(let);
}

Expr PrivateSums::visit(const Let *let) {
  known[let->name] = let->value;
  return IRMutator::visit(let);
}

Stmt PrivateSums::visit(const For *loop) {
  if (loop->for_type == ForType::GPUThread || loop->for_type == ForType::GPUBlock)
    known[loop->name] = 0;
  return IRMutator::visit(loop);
}

} // namespace resnetc
