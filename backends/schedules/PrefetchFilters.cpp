#include "backends/schedules/PrefetchFilters.h"
#include <algorithm>
#include <utility>
#include <vector>

namespace resnetc {
namespace {
using namespace Halide;
using namespace Halide::Internal;

constexpr int floatsOfLine = 16;

/// Finds the first address of `buffer` that a statement reads, in terms of what is
/// defined outside of it.
class FirstRead : public IRVisitor {
public:
  explicit FirstRead(const std::string &buffer) : buffer(buffer) {}

  Expr index() const {
    Expr outside = found;
    if (!outside.defined())
      return outside;
    for (size_t i = lets.size(); i-- > 0;)
      outside = substitute(lets[i].first, lets[i].second, outside);
    for (const For *loop : loops)
      outside = substitute(loop->name, loop->min, outside);
    return outside;
  }

private:
  using IRVisitor::visit;
  void visit(const For *loop) override {
    loops.push_back(loop);
    loop->body.accept(this);
  }
  void visit(const LetStmt *let) override {
    lets.push_back({let->name, let->value});
    IRVisitor::visit(let);
  }
  void visit(const Load *load) override {
    if (load->name == buffer && !found.defined()) {
      const Ramp *ramp = load->index.as<Ramp>();
      found = ramp ? ramp->base : load->index;
    }
    IRVisitor::visit(load);
  }

  const std::string &buffer;
  Expr found;
  std::vector<const For *> loops;
  std::vector<std::pair<std::string, Expr>> lets;
};

bool startsWith(const std::string &text, const std::string &start) { return text.rfind(start, 0) == 0; }
} // namespace

Stmt PrefetchFilters::visit(const For *loop) {
  if (loop->name == reads.sum + ".s1." + reads.loop)
    return withRequests(loop);
  const Expr around = pass;
  if (!startsWith(loop->name, reads.sum + "."))
    pass = Variable::make(Int(32), loop->name) - loop->min;
  const Stmt result = IRMutator::visit(loop);
  pass = around;
  return result;
}

Stmt PrefetchFilters::withRequests(const For *loop) const {
  FirstRead read(reads.filter);
  loop->body.accept(&read);
  Expr index = read.index();
  if (!index.defined())
    return loop;
  const int64_t share = (reads.lines + reads.passes - 1) / reads.passes;
  index += int(reads.distance * reads.lines * floatsOfLine);
  if (reads.passes > 1 && pass.defined())
    index += pass * int(share * floatsOfLine);
  index = simplify(index);
  const Expr base = Variable::make(Handle(), reads.filter);
  std::vector<Stmt> steps;
  for (int64_t i = 0; i < share; ++i)
    steps.push_back(Evaluate::make(Call::make(Float(32), Call::prefetch,
                                              {base, index + int(i * floatsOfLine), 1, 1}, Call::Intrinsic)));
  steps.push_back(loop->body);
  return For::make(loop->name, loop->min, loop->extent, loop->for_type, loop->partition_policy, loop->device_api,
                   Block::make(steps));
}

} // namespace resnetc
