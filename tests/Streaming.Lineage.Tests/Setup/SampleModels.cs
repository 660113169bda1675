using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Models;

namespace Streaming.Lineage.Tests.Setup;

/// <summary>Bytes that stand for models, and what might be said of one.</summary>
static class SampleModels
{
    public static ModelContent Model(int seed)
    {
        var bytes = new byte[1000];
        new Random(seed).NextBytes(bytes);
        return ModelContent.FromBytes(bytes);
    }

    public static ModelDescription Description(double auc) =>
        new()
        {
            Features = ["a", "b"],
            Metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["roc_auc"] = auc },
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["trees"] = "100" },
            Importance = new Dictionary<string, double>(StringComparer.Ordinal) { ["a"] = 0.25, ["b"] = 0.75 },
            Origin = new TrainingOrigin
            {
                Topology = "fraud",
                Ranges = [new LineageRange("fraud/score/0", 1, 70)],
                TrainFrom = new Timestamp(10),
                TrainTo = new Timestamp(20),
                TrainRows = 1000,
                TrainPositives = 10,
                TestFrom = new Timestamp(30),
                TestTo = new Timestamp(40),
                TestRows = 500,
                TestPositives = 5,
            },
        };
}
