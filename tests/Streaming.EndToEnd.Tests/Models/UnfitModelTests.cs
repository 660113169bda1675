using Streaming.EndToEnd.Tests.Harness;
using Streaming.Inference.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>A model that cannot be used is refused before anything moves; under way it is refused too, and the one in use stays.</summary>
public sealed class UnfitModelTests(TestServices services)
{
    const int ModelSwapped = 1402;
    const int ModelNotTaken = 1604;

    [Fact]
    public async Task A_model_for_other_features_stops_the_start_before_a_topic_is_made()
    {
        var plan = Sample.Plan("unfit-start", score: ["model: unfit"]);
        var models = new ScriptedModels("unfit");
        models.Use(1, ScriptedModels.For([.. Features(plan).Skip(1), "heat"]));
        var fault = await Should.ThrowAsync<StreamingException>(async () => await StartAsync(plan, models));
        fault.Message.ShouldContain("the topology lacks heat");
        fault.Message.ShouldContain("the model does not know amount");
        using var admin = new KafkaAdmin(services.Kafka);
        admin.Has(plan.Topology.Source.Topic).ShouldBeFalse();
        (await admin.OffsetsAsync(plan)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_topology_without_rule_is_refused_while_no_model_is_in_use()
    {
        var plan = Sample.Plan("no-rule", score: ["model: unfit"]);
        plan = PlanCompiler.Compile(
            TopologyLoader.Parse(plan.Topology.Text.Replace("  rule: amount / 1000 + device_risk / 2", "", StringComparison.Ordinal))
        );
        plan.Topology.Score.Rule.ShouldBeNull();
        var fault = await Should.ThrowAsync<StreamingException>(async () => await StartAsync(plan, new ScriptedModels("unfit")));
        fault.Message.ShouldContain("model unfit has no version in use");
        $"{fault.Cure}".ShouldBe("promote unfit");
    }

    [Fact]
    public async Task Under_way_the_model_in_use_stays_while_the_next_cannot_be_had()
    {
        var plan = Sample.Plan("unfit-later", score: ["model: unfit"]);
        var features = Features(plan);
        var models = new ScriptedModels("unfit");
        models.Use(1, ScriptedModels.For(features));
        using var publisher = new TestPublisher(services.Kafka);
        using var log = new LogWatch();
        await using var pipeline = await StartAsync(plan, models, log);
        var events = Sample.Events(1200, seed: 8);
        var publication = new SamplePublication(publisher, plan, events, 2, 2);

        models.Use(2, ScriptedModels.For([.. features.Reverse()]));
        await log.SeenAsync(ModelNotTaken, "another order");
        publication.To(400);
        await pipeline.CommittedAsync(publication.Settled);
        models.Fail(new InvalidOperationException("the registry is beside itself"));
        await log.SeenAsync(ModelNotTaken, "beside itself");
        publication.To(800);
        await pipeline.CommittedAsync(publication.Settled);
        models.Use(3, ScriptedModels.For(features, seed: 3));
        await log.SeenAsync(ModelSwapped, "version 3");
        publication.To(events.Count);
        publication.End();
        await pipeline.CommittedAsync(events.Count);
        await pipeline.StopAsync();

        // Said once each, not every second.
        log.Of(ModelNotTaken).Count.ShouldBe(2);
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .Select(p => p.Headers["model-version"])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["unfit/1", "unfit/3"]);
    }

    async Task<TestPipeline> StartAsync(PipelinePlan plan, IModelSource models, LogWatch? log = null) =>
        await TestPipeline.StartAsync(
            plan,
            TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), partitions: 2),
            models,
            log
        );

    static string[] Features(PipelinePlan plan) => [.. plan.Topology.Features.Select(f => f.Name)];
}
