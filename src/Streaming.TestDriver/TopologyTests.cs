using System.Text;
using System.Text.Json.Nodes;
using Streaming.Events.Formats;
using Streaming.Inference.Serving;
using Streaming.Topology.Model;

namespace Streaming.TestDriver;

/// <summary>Runs the tests that stand in a topology file.</summary>
public static class TopologyTests
{
    /// <summary>Runs them all, each on a pipeline of its own.</summary>
    /// <param name="topology">Whose tests.</param>
    /// <param name="model">Makes what scores, anew for each; null: the topology's rule does.</param>
    /// <exception cref="Streaming.Topology.StreamingException">There is neither rule nor model.</exception>
    public static IEnumerable<TestResult> Run(TopologyModel topology, Func<ServedModel>? model = null) =>
        topology.Tests.Select(test => Run(topology, test, model?.Invoke()));

    static TestResult Run(TopologyModel topology, TestModel test, ServedModel? model)
    {
        using var pipeline = PipelineDriver.For(topology, new DriverOptions { Now = test.Now, Model = model });
        pipeline.PublishInOrder(test.Events.Select(e => Event(topology, e)), test.Labels.Select(l => Label(topology, l))).Settle();
        var failures = new List<string>();
        if (test.Predictions is { } predictions)
            Expectation.Compare("predictions", predictions, [.. pipeline.Predictions().Select(Described)], failures);
        if (test.Quarantine is { } quarantine)
            Expectation.Compare("quarantine", quarantine, [.. pipeline.Quarantined().Select(Described)], failures);
        return new TestResult(test.Name, test.Line, failures);
    }

    /// <summary>Text is sent as it is, so that a test can send what is no JSON.</summary>
    static string Event(TopologyModel topology, JsonNode? record) =>
        Text(record, topology.Source.Format, topology.Source.Topic, topology.Source.Id);

    static string Label(TopologyModel topology, JsonNode? record) =>
        topology.Labels is { } labels ? Text(record, labels.Format, labels.Topic, labels.Id) : Text(record, EventFormat.Json, "", "");

    static string Text(JsonNode? record, EventFormat format, string topic, string id) =>
        record switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            JsonObject fields => Encoding.UTF8.GetString(
                RecordFormats.Of(format).Encode(Encoding.UTF8.GetBytes(fields.ToJsonString()), topic, id)
            ),
            _ => record?.ToJsonString() ?? "null",
        };

    static JsonObject Described(DrivenPrediction prediction)
    {
        var described = JsonNode.Parse(prediction.Json)!.AsObject();
        described["features"] = new JsonObject(
            prediction.Features.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, float.IsNaN(f.Value) ? null : f.Value))
        );
        return described;
    }

    static JsonObject Described(DrivenRejection rejection) =>
        new()
        {
            ["topic"] = rejection.Topic,
            ["reason"] = rejection.Reason,
            ["rule"] = rejection.Rule,
            ["detail"] = rejection.Detail,
            ["value"] = rejection.Value,
        };
}
