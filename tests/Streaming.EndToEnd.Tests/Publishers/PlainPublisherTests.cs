using System.Globalization;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Time;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Publishers;

/// <summary>A client that knows nothing of watermarks gets its predictions, whatever it publishes and whatever it leaves out.</summary>
public sealed class PlainPublisherTests(TestServices services)
{
    const int Partitions = 4;

    [Fact]
    public Task Many_keys_without_labels() => EveryEventIsScoredAsync("plain-many", Sample.Events(400, seed: 11), labels: 0);

    [Fact]
    public Task One_key_and_one_label() =>
        EveryEventIsScoredAsync("plain-one-key", [.. Sample.Events(20, seed: 12).Select(e => e with { Account = "a1" })], labels: 1);

    [Fact]
    public Task Many_keys_with_every_label() => EveryEventIsScoredAsync("plain-labels", Sample.Events(200, seed: 13), labels: 200);

    [Fact]
    public Task A_single_event() => EveryEventIsScoredAsync("plain-single", Sample.Events(1, seed: 14), labels: 0);

    [Fact]
    public async Task A_trickle_each_event_sent_when_the_one_before_is_scored()
    {
        var events = Sample.Events(8, seed: 15);
        await using var scene = await SceneAsync("plain-trickle");
        await using var pipeline = await scene.StartAsync();
        for (var i = 0; i < events.Count; i++)
        {
            scene.Send(events[i]);
            await pipeline.CommittedAsync(i + 1);
        }
    }

    [Fact]
    public async Task Events_that_came_while_the_pipeline_was_away()
    {
        var events = Sample.Events(60, seed: 16);
        await using var scene = await SceneAsync("plain-restart");
        await using (var pipeline = await scene.StartAsync())
        {
            scene.Send([.. events.Take(30)]);
            await pipeline.CommittedAsync(30);
            scene.Send([.. events.Skip(30).Take(10)]);
            // Stopped with rows that wait for somebody to fall silent.
            await pipeline.UntilAsync(stages => stages[^2].Accepted >= 31, "some of the next are read");
            await pipeline.StopAsync();
        }

        scene.Send([.. events.Skip(40)]);
        await using var again = await scene.StartAsync();
        await scene.ScoredAsync(again, events);
    }

    [Fact]
    public async Task A_publisher_with_watermarks_that_is_gone_without_a_word_holds_nobody_for_good()
    {
        var events = Sample.Events(60, seed: 17);
        await using var scene = await SceneAsync("plain-gone", "order: { publisher_timeout: 1s }");
        await using var pipeline = await scene.StartAsync();
        scene.Send([.. events.Take(30)]);
        scene.SendWatermark(Sample.Time(events[29].At));
        scene.Send([.. events.Skip(30)]);
        await scene.ScoredAsync(pipeline, events);
    }

    async Task EveryEventIsScoredAsync(string name, List<SampleEvent> events, int labels)
    {
        await using var scene = await SceneAsync(name);
        await using var pipeline = await scene.StartAsync();
        scene.Send(events);
        scene.SendLabels(events.GetRange(0, labels));
        await scene.ScoredAsync(pipeline, events);
    }

    async Task<Scene> SceneAsync(string name, params string[] more)
    {
        var scene = new Scene(Sample.Plan(name, more: more), services.Kafka, await services.NewDatabaseAsync());
        await scene.CreateTopicsAsync();
        return scene;
    }

    sealed class Scene(PipelinePlan plan, string kafka, string postgres) : IAsyncDisposable
    {
        readonly TestPublisher _publisher = new(kafka);

        public async Task CreateTopicsAsync()
        {
            await _publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
            await _publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, Partitions);
        }

        public Task<TestPipeline> StartAsync() => TestPipeline.StartAsync(plan, kafka, postgres, Partitions);

        public void Send(params IReadOnlyList<SampleEvent> events)
        {
            foreach (var e in events)
                _publisher.Send(plan.Topology.Source.Topic, TestPublisher.PartitionOf(e.Account, Partitions), e.Account, e.Json);
            _publisher.Flush();
        }

        public void SendLabels(List<SampleEvent> events)
        {
            foreach (var e in events)
                _publisher.Send(plan.Topology.Labels!.Topic, TestPublisher.PartitionOf(e.Id, Partitions), e.Id, e.LabelJson);
            _publisher.Flush();
        }

        public void SendWatermark(Timestamp time) => _publisher.SendWatermark(plan.Topology.Source.Topic, Partitions, time);

        /// <summary>Each event is in the final stage's lineage, once.</summary>
        public async Task ScoredAsync(TestPipeline pipeline, List<SampleEvent> events)
        {
            var ids = events.Select(e => e.Id).Order(StringComparer.Ordinal).ToList();
            await pipeline.UntilAsync(
                async () => (await LineageRows.InOrderAsync(postgres, plan, Partitions)).Count >= events.Count,
                string.Create(CultureInfo.InvariantCulture, $"{events.Count} events scored")
            );
            (await LineageRows.InOrderAsync(postgres, plan, Partitions)).Select(r => r.Id).Order(StringComparer.Ordinal).ShouldBe(ids);
        }

        public ValueTask DisposeAsync()
        {
            _publisher.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
