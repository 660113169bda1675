using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Predictions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Pipeline.Replay.Emitting;
using Streaming.Topology;

namespace Streaming.EndToEnd.Tests.Replay;

/// <summary>History written to a topic again, read back by a consumer.</summary>
public sealed class TopicReplayTests(TestServices services)
{
    const int Count = 1500;

    [Fact]
    public async Task Predictions_come_again_as_they_were_in_their_order_marked_and_once()
    {
        var sample = await RecordedSample.RecordAsync(services, "to-topic", Count, seed: 23);
        var live = TopicReader.ReadAll(services.Kafka, sample.Plan.Topology.Output.Predictions).ToDictionary(p => p.Headers["lineage-id"]);
        live.Count.ShouldBe(Count);

        var run = await EmitAsync(sample, "to-topic-history", new ReplayOptions { Parallelism = 3 }, Count);
        var history = TopicReader.ReadAll(services.Kafka, "to-topic-history");
        history.Select(p => p.Headers["lineage-id"]).Order(StringComparer.Ordinal).ShouldBe(live.Keys.Order(StringComparer.Ordinal));
        foreach (var record in history)
        {
            var original = live[record.Headers["lineage-id"]];
            (record.Key, record.Text, record.Partition).ShouldBe((original.Key, original.Text, original.Partition));
            record
                .Headers.Where(h => h.Key != "replay")
                .OrderBy(h => h.Key, StringComparer.Ordinal)
                .ShouldBe(original.Headers.OrderBy(h => h.Key, StringComparer.Ordinal));
            record.Headers["replay"].ShouldBe(run);
        }

        CheckOrder(history);

        // A part of it, into the same topic: another run, told apart by its id.
        var (from, to) = (Sample.Time(sample.Events[400].At), Sample.Time(sample.Events[700].At));
        var part = sample.Events.Where(e => Sample.Time(e.At) >= from && Sample.Time(e.At) < to).Select(e => e.Id).ToList();
        var second = await EmitAsync(sample, "to-topic-history", new ReplayOptions { From = from, To = to }, part.Count);
        second.ShouldNotBe(run);
        TopicReader
            .ReadAll(services.Kafka, "to-topic-history")
            .Where(r => r.Headers["replay"] == second)
            .Select(r => r.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(part.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_another_model_predicts_is_marked_as_such()
    {
        var sample = await RecordedSample.RecordAsync(services, "to-topic-what-if", 400, seed: 24);
        var content = RecordedSample.OtherModel(sample.Plan);
        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var options = new ReplayOptions { WhatIf = new WhatIfScorer(new ServedModel(new ModelVersion("other", 5, content.Hash), model)) };
        await EmitAsync(sample, "to-topic-others", options, 400, new ScoredBy("other", 5));
        var byId = sample.Events.ToDictionary(e => e.Id);
        foreach (var record in TopicReader.ReadAll(services.Kafka, "to-topic-others"))
        {
            (record.Headers["what-if"], record.Headers["model-version"]).ShouldBe(("true", "other/5"));
            using var json = JsonDocument.Parse(record.Text);
            json.RootElement.GetProperty("what_if").GetBoolean().ShouldBeTrue();
            json.RootElement.GetProperty("model").GetProperty("version").GetInt32().ShouldBe(5);
            json.RootElement.GetProperty("score")
                .GetDouble()
                .ShouldBe(RecordedSample.OtherScore(byId[record.Headers["event-id"]].Amount), 1e-6);
            json.RootElement.GetProperty("decision").GetString().ShouldBe(byId[record.Headers["event-id"]].Amount > 800 ? "block" : "pass");
        }
    }

    [Theory]
    [InlineData("own-events", "the source topic")]
    [InlineData("own-labels", "the labels topic")]
    [InlineData("own-predictions", "the predictions topic")]
    [InlineData("own-quarantine", "the quarantine topic")]
    [InlineData("CHANNEL.2", "an internal topic")]
    [InlineData("EMITTED", "an internal topic")]
    [InlineData("no topic", "no topic name")]
    public void The_pipelines_own_topics_are_refused(string topic, string because)
    {
        var plan = Sample.Plan("own");
        topic = topic
            .Replace("CHANNEL", plan.Stages.SelectMany(s => s.Channels).First().Topic, StringComparison.Ordinal)
            .Replace("EMITTED", plan.Entry.EmittedTopic, StringComparison.Ordinal);
        Should.Throw<StreamingException>(() => ReplayTopic.Refuse(plan, topic)).Message.ShouldContain(because);
    }

    async Task<string> EmitAsync(RecordedSample sample, string topic, ReplayOptions options, int expected, ScoredBy? whatIf = null)
    {
        using var registry = new ModelRegistry(sample.Postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        await using var store = new LineageStore(sample.Postgres);
        using var sink = await TopicSink.OpenAsync(
            sample.Plan,
            topic,
            options,
            whatIf,
            TestPipeline.Settings(services.Kafka, sample.Postgres)
        );
        (await new LineageReplayer(sample.Plan, store, registry) { Sinks = [sink] }.RunAsync(options)).Differing.ShouldBe(0);
        (await sink.CompleteAsync()).ShouldBe(expected);
        return sink.RunId;
    }

    /// <summary>In each partition of the topic, rows of one stage partition stand in the order of their versions and rows.</summary>
    static void CheckOrder(List<Received> records)
    {
        foreach (var partition in records.GroupBy(r => r.Partition))
        {
            foreach (var stream in partition.Select(r => (r.Offset, Id: Parse(r.Headers["lineage-id"]))).GroupBy(r => r.Id.Stream))
            {
                stream
                    .OrderBy(r => r.Offset)
                    .Select(r => (r.Id.Version, r.Id.Row))
                    .ShouldBe(stream.Select(r => (r.Id.Version, r.Id.Row)).Order());
            }
        }
    }

    static LineageId Parse(string text) => LineageId.TryParse(text, out var id) ? id : throw new FormatException(text);
}
