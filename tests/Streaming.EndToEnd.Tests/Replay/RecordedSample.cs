using Streaming.EndToEnd.Tests.Harness;
using Streaming.Inference.Models;
using Streaming.Learning.Onnx;
using Streaming.Learning.Trees;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Replay;

/// <summary>A sample that a pipeline has scored by its rule and recorded, and a model that scores it otherwise.</summary>
sealed record RecordedSample(PipelinePlan Plan, string Postgres, List<SampleEvent> Events)
{
    public const int Partitions = 3;

    /// <summary>What the other model says of an amount.</summary>
    public static double OtherScore(double amount) =>
        amount <= 300 ? 0.1
        : amount <= 800 ? 0.5
        : 0.9;

    /// <summary>One tree that looks at the amount only: <see cref="OtherScore"/>.</summary>
    public static ModelContent OtherModel(PipelinePlan plan)
    {
        var amount = plan.Topology.Features.Index().First(f => f.Item.Name == "amount").Index;
        double[] leaves = [Math.Log(0.1 / 0.9), 0, Math.Log(0.9 / 0.1)];
        var tree = new DecisionTree([amount, amount], [300, 800], [true, true], [~0, ~1], [1, ~2], leaves);
        return ModelContent.FromBytes(
            TreeEnsembleOnnxWriter.Write(new TreeEnsemble([.. plan.Topology.Features.Select(f => f.Name)], [tree], 1, 0))
        );
    }

    public static async Task<RecordedSample> RecordAsync(TestServices services, string name, int count, int seed)
    {
        var sample = new RecordedSample(
            Sample.Plan(name, score: [$"model: {name}"]),
            await services.NewDatabaseAsync(),
            Sample.Events(count, seed)
        );
        var plan = sample.Plan;
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, sample.Events, Partitions, 1);
        await using var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, sample.Postgres, Partitions, maxBatchRows: 150);
        await pipeline.CommittedAsync(count);
        await pipeline.StopAsync();
        return sample;
    }
}
