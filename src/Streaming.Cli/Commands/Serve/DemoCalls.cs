using System.Text.Encodings.Web;
using System.Text.Json;
using Streaming.Application.ServeDemo;

namespace Streaming.Cli.Commands.Serve;

/// <summary>What somebody can do with a demo's server at once.</summary>
/// <param name="Key">The API key that the calls show.</param>
/// <param name="Links">Addresses to look at, by what is there.</param>
/// <param name="Publish">A command for a shell that publishes an event.</param>
/// <param name="Decide">One that has an event decided.</param>
/// <param name="Ask">One that asks the model.</param>
/// <param name="Subscribe">One that shows predictions as they come, until it is stopped.</param>
sealed record DemoCalls(string Key, IReadOnlyDictionary<string, string> Links, string Publish, string Decide, string Ask, string Subscribe)
{
    // Nobody reads it as HTML, and escapes in it only look odd.
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="offer">What there is.</param>
    /// <param name="address">Where the server listens.</param>
    public static DemoCalls Of(DemoOffer offer, string address)
    {
        var topology = $"{address}/v1/topologies/{offer.Topology}";
        var curl = $"curl -sS -H 'Authorization: Bearer {offer.Key}'";
        var json = $"{curl} -H 'Content-Type: application/json'";
        var features = JsonSerializer.Serialize(offer.Features, Plain);
        var ask =
            $$"""{"inputs": [{"name": "features", "datatype": "FP32", "shape": [1, {{offer.Features.Count}}], "data": {{features}}}]}""";
        return new DemoCalls(
            offer.Key,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["health"] = $"{address}/health/ready",
                ["openapi"] = $"{address}/openapi/v1.json",
                ["status"] = $"{topology}/status",
                ["decision"] = $"{topology}/record?id={Uri.EscapeDataString(offer.EventId)}",
            },
            $"{json} -d {Event(offer, "publish")} {topology}/events",
            $"{json} -d {Event(offer, "decide")} {topology}/decide",
            $"{curl} -d {Quoted(ask)} {address}/v2/models/{offer.Model}/infer",
            $"{curl} -N {topology}/predictions/stream"
        );
    }

    /// <summary>With an id of its own each second: an event whose id was there a moment ago would be rejected as a duplicate.</summary>
    static string Event(DemoOffer offer, string prefix)
    {
        const string Mark = "\u0001";
        var fields = offer.Event.ToDictionary(f => f.Key, f => f.Key == offer.IdField ? prefix + Mark : f.Value, StringComparer.Ordinal);
        var text = JsonSerializer.Serialize(fields, Plain);
        return Quoted(text).Replace(JsonEncodedText.Encode(Mark).ToString(), "-'$(date +%s)'", StringComparison.Ordinal);
    }

    /// <summary>As one word of a shell, whatever is in it.</summary>
    static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
