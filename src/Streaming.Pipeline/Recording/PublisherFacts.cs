using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recovery;
using Recorded = Streaming.Lineage.InputPosition;

namespace Streaming.Pipeline.Recording;

/// <summary>Where the publishers of a stage partition's inputs are, as JSON among a batch's further facts.</summary>
static class PublisherFacts
{
    public const string Key = "publishers";

    public static string Write(IReadOnlyList<InputPublishers> inputs) => JsonSerializer.Serialize(
        [.. inputs.Select(i => new Input(i.Topic, i.ReadTo, [.. i.Positions.Select(p => new Publisher(p.Name, p.Since, Positions.ToRecorded(p.Position)))]))],
        PublisherFactsJson.Default.InputArray);

    public static IReadOnlyList<InputPublishers> Read(string text) =>
        [.. JsonSerializer.Deserialize(text, PublisherFactsJson.Default.InputArray)!.Select(i =>
            new InputPublishers(i.Topic, i.ReadTo, [.. i.Publishers.Select(p => new PublisherPosition(p.Name, p.Since, Positions.ToMerge(p.Position)))]))];

    internal sealed record Input(string Topic, long ReadTo, Publisher[] Publishers);

    internal sealed record Publisher(string Name, long Since, Recorded Position);
}

[JsonSerializable(typeof(PublisherFacts.Input[]))]
sealed partial class PublisherFactsJson : JsonSerializerContext;
