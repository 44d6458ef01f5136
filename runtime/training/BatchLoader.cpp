// BatchLoader: see BatchLoader.h. Worker k of w makes the batches k, k + w, k + 2w … and puts them into a bounded
// queue of its own; taking them from the queues in turn gives their order back.
#include "runtime/training/BatchLoader.h"
#include "runtime/training/EpochOrder.h"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <new>
#include <system_error>
#include <tbb/concurrent_queue.h>
#include <thread>

namespace resnetc {
namespace {

/// Makes single batches; each worker has one.
class BatchMaker {
public:
  BatchMaker(const DataSet &data, const NetInput &input, const Preprocess &preprocess, const LoaderOptions &options)
      : data(data), input(input), preprocess(preprocess), options(options) {}

  Outcome<Batch> make(int64_t epoch, int64_t step) {
    if (epoch != orderEpoch)
      order = orderOfEpoch(data.size(), options.shuffle, options.seed, epoch);
    orderEpoch = epoch;
    int64_t first = step * options.batch, last = std::min(first + options.batch, data.size());
    Batch batch;
    batch.epoch = epoch;
    batch.step = step;
    batch.n = int(last - first);
    batch.images.resize(size_t(batch.n) * size_t(input.valuesPerImage()));
    for (int64_t i = first; i < last; ++i) {
      int64_t sample = order[size_t(i)];
      batch.labels.push_back(data.label(sample));
      if (auto failure = write(epoch, sample, &batch.images[size_t((i - first) * input.valuesPerImage())]))
        return *failure;
    }
    return batch;
  }

private:
  std::optional<Failure> write(int64_t epoch, int64_t sample, float *to) {
    AugmentChoice choice = chooseAugmentation(options.augment, options.seed, epoch, sample);
    if (data.kind() == DataSet::Kind::Values) {
      copyAugmented(data.values(sample), {input.height, input.width, input.channels, input.channelsFirst}, choice, to);
      return std::nullopt;
    }
    Outcome<Image> image = data.readPixels(sample);
    if (!image)
      return image.failure();
    pixels.resize(image->pixels.size());
    copyAugmented(image->pixels.data(), {image->height, image->width, 3, false}, choice, pixels.data());
    if (int status = preprocess(pixels.data(), 1, to))
      return Failure{Blame::Bug, "the net's preprocessing fails with status " + std::to_string(status)};
    return std::nullopt;
  }

  const DataSet &data;
  const NetInput &input;
  const Preprocess &preprocess;
  const LoaderOptions &options;
  std::vector<int64_t> order;
  int64_t orderEpoch = -1;
  std::vector<uint8_t> pixels;
};

int countWorkers(int wanted) {
  return wanted > 0 ? wanted : std::clamp(int(std::thread::hardware_concurrency()), 1, 16);
}

} // namespace

struct BatchLoader::Workers {
  using Made = std::unique_ptr<Outcome<Batch>>;
  using Queue = tbb::concurrent_bounded_queue<Made>;

  const DataSet &data;
  const NetInput input;
  const Preprocess preprocess;
  const LoaderOptions options;
  const int64_t steps, firstBatch, endBatch; ///< batches are numbered from the first epoch on
  std::vector<std::unique_ptr<Queue>> queues;
  std::vector<std::thread> threads;
  std::atomic<bool> stop{false};
  int64_t nextBatch;

  Workers(const DataSet &data, const NetInput &input, Preprocess preprocess, const LoaderOptions &options)
      : data(data), input(input), preprocess(std::move(preprocess)), options(options),
        steps(stepsOfEpoch(data.size(), options.batch)), firstBatch(options.firstEpoch * steps + options.firstStep),
        endBatch(options.epochs * steps), nextBatch(firstBatch) {
    std::promise<int64_t> started;
    std::shared_future<int64_t> stride = started.get_future().share();
    try {
      for (int worker = 0; worker < countWorkers(options.workers); ++worker) {
        queues.push_back(std::make_unique<Queue>());
        queues.back()->set_capacity(1); // and one more that waits for its place
        threads.emplace_back([this, worker, stride] { work(worker, stride.get()); });
      }
    } catch (const std::system_error &) {
      // the system has no more threads: those that run share the work
    }
    queues.resize(threads.size());
    started.set_value(int64_t(threads.size()));
  }

  /// A worker puts at most one batch after it was told to stop, and an emptied queue has room for one.
  ~Workers() {
    stop = true;
    Made dropped;
    for (auto &queue : queues)
      while (queue->try_pop(dropped))
        ;
    for (std::thread &thread : threads)
      thread.join();
  }

  void work(int64_t worker, int64_t stride) {
    BatchMaker maker(data, input, preprocess, options);
    Queue &queue = *queues[size_t(worker)];
    for (int64_t batch = firstBatch + worker; batch < endBatch && !stop; batch += stride) {
      Made made = makeGuarded(maker, batch);
      bool failed = !*made;
      queue.push(std::move(made));
      if (failed)
        return;
    }
  }

  Made makeGuarded(BatchMaker &maker, int64_t batch) {
    try {
      return std::make_unique<Outcome<Batch>>(maker.make(batch / steps, batch % steps));
    } catch (const std::bad_alloc &) {
      return std::make_unique<Outcome<Batch>>(Failure{Blame::World, "no memory for a batch of pictures"});
    } catch (const std::exception &exception) {
      return std::make_unique<Outcome<Batch>>(Failure{Blame::Bug, std::string("internal error: ") + exception.what()});
    }
  }
};

BatchLoader::BatchLoader(const DataSet &data, const NetInput &input, Preprocess preprocess,
                         const LoaderOptions &options)
    : workers(std::make_unique<Workers>(data, input, std::move(preprocess), options)) {}

BatchLoader::~BatchLoader() = default;

Outcome<Batch> BatchLoader::next() {
  assert(workers->nextBatch < workers->endBatch && "all batches were taken");
  if (workers->threads.empty())
    return Failure{Blame::World, "the system has no thread left to read the data"};
  int64_t turn = (workers->nextBatch - workers->firstBatch) % int64_t(workers->threads.size());
  auto start = std::chrono::steady_clock::now();
  Workers::Made made;
  workers->queues[size_t(turn)]->pop(made);
  waited += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  ++workers->nextBatch;
  return std::move(*made);
}

} // namespace resnetc
