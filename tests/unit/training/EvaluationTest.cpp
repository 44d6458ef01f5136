#include "runtime/training/Evaluation.h"
#include "tests/unit/training/ToyTraining.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace resnetc;

TEST_CASE("the log loss is that of the softmax, also where exp would overflow", "[training]") {
  EvaluationSums sums(2);
  const float even[] = {3, 3}, sure[] = {2000, 1000};
  sums.add(even, 1);
  CHECK(sums.result().loss == Approx(std::log(2.0)).epsilon(1e-15));
  sums.add(sure, 1);
  CHECK(sums.result().loss == Approx((std::log(2.0) + 1000) / 2).epsilon(1e-15));
}

TEST_CASE("label smoothing mixes in the mean over the classes", "[training]") {
  EvaluationSums sums(2, 0.2);
  const float logits[] = {1, 0};
  sums.add(logits, 0);
  double all = std::log(std::exp(1.0) + 1);
  CHECK(sums.result().loss == Approx(0.9 * (all - 1) + 0.1 * all).epsilon(1e-14));
}

TEST_CASE("accuracy, top 5 and confusion count answers; of equal logits the first class counts", "[training]") {
  EvaluationSums sums(7);
  const float rising[] = {0, 1, 2, 3, 4, 5, 6}, equal[] = {1, 1, 1, 1, 1, 1, 1};
  sums.add(rising, 6);
  sums.add(rising, 2); // fifth
  sums.add(rising, 1); // sixth
  sums.add(equal, 0);
  Evaluation result = sums.result();
  CHECK(result.images == 4);
  CHECK(result.accuracy == 0.5);
  CHECK(result.top5 == 0.75);
  CHECK(result.confusion[6 * 7 + 6] == 1);
  CHECK(result.confusion[2 * 7 + 6] == 1);
  CHECK(result.confusion[0] == 1);
}

TEST_CASE("an answer that is no number is wrong, and the loss says so", "[training]") {
  EvaluationSums sums(2);
  const float broken[] = {std::nanf(""), 0};
  sums.add(broken, 0);
  CHECK(sums.result().accuracy == 0);
  CHECK(sums.result().top5 == 0);
  CHECK(std::isnan(sums.result().loss));
  auto json = nlohmann::json::parse(printEvaluation(sums.result(), {}));
  CHECK(json["loss"].is_null());
}

TEST_CASE("the JSON has loss, accuracy, top5, images and confusion, and the classes' names", "[training]") {
  EvaluationSums sums(2);
  const float logits[] = {0, 0};
  sums.add(logits, 1);
  std::string text = printEvaluation(sums.result(), {"a \"cat\"", "dog"});
  auto json = nlohmann::json::parse(text);
  CHECK(json["loss"].get<double>() == sums.result().loss);
  CHECK(json["accuracy"] == 0);
  CHECK(json["top5"] == 1);
  CHECK(json["images"] == 1);
  CHECK(json["confusion"] == nlohmann::json({{0, 0}, {1, 0}}));
  CHECK(json["classes"][0] == "a \"cat\"");
  CHECK(text.back() == '\n');
}

TEST_CASE("a whole set is evaluated to the same bits whatever the batch, and can be stopped", "[training]") {
  OwnedDataSet data = toyData(23);
  ToyNet net;
  auto answer = [&](const float *images, int n, float *logits) { return net.logits(images, n, logits); };
  EvaluateOptions options;
  std::vector<std::string> texts;
  for (int64_t batch : {1, 5, 23, 100}) {
    options.batch = batch;
    auto evaluation = evaluateDataSet(answer, *data, toyInput(), {}, options);
    REQUIRE((evaluation && *evaluation));
    CHECK((*evaluation)->images == 23);
    texts.push_back(printEvaluation(**evaluation, {}));
    CHECK(texts.back() == texts.front());
  }
  options.batch = 5;
  options.proceed = [](int64_t done) { return done < 10; };
  auto stopped = evaluateDataSet(answer, *data, toyInput(), {}, options);
  REQUIRE(stopped);
  CHECK(!*stopped);
}
