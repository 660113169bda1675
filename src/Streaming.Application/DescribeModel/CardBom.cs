using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Events.Time;
using Streaming.Models;

namespace Streaming.Application.DescribeModel;

/// <summary>
/// A card as a machine-learning bill of materials: CycloneDX 1.6 (ECMA-424), JSON, with a <c>machine-learning-model</c> component, its
/// <c>modelCard</c>, and the dataset that it depends on. The same card gives the same bytes.
/// </summary>
public static class CardBom
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole document.</summary>
    public static string Of(ModelCard card)
    {
        var model = card.Model;
        var reference = $"model/{model.Name}@{model.Version}";
        var dataset = model.Description.Training?.Dataset;
        var document = new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{Number(model)}",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["timestamp"] = Time(model.History[^1].Since) },
            ["components"] = new JsonArray([Component(card, reference), .. dataset is null ? [] : new[] { Data(model, dataset.Id) }]),
            ["dependencies"] = new JsonArray(
                new JsonObject
                {
                    ["ref"] = reference,
                    ["dependsOn"] = new JsonArray(dataset is null ? [] : [JsonValue.Create(DatasetReference(dataset.Id))]),
                }
            ),
        };
        return document.ToJsonString(Readable) + "\n";
    }

    static JsonObject Component(ModelCard card, string reference)
    {
        var model = card.Model;
        return new JsonObject
        {
            ["type"] = "machine-learning-model",
            ["bom-ref"] = reference,
            ["name"] = model.Name,
            ["version"] = model.Version.ToString(CultureInfo.InvariantCulture),
            ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = model.Hash }),
            ["modelCard"] = new JsonObject
            {
                ["modelParameters"] = Parameters(model),
                ["quantitativeAnalysis"] = new JsonObject
                {
                    ["performanceMetrics"] = new JsonArray([.. Metrics(model), .. RobustnessMetrics.Of(card.Robustness)]),
                },
                ["considerations"] = new JsonObject { ["technicalLimitations"] = Texts(card.Limits) },
            },
            ["properties"] = Properties([
                ("streaming:state", model.StateWord),
                ("streaming:bytes", model.Size.ToString(CultureInfo.InvariantCulture)),
                .. model
                    .Description.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal)
                    .Select(p => ($"streaming:parameter:{p.Key}", p.Value)),
                .. model.History.Select((step, i) => ($"streaming:history:{i + 1}", Step(step))),
            ]),
        };
    }

    static JsonObject Parameters(RegisteredModel model)
    {
        var parameters = new JsonObject
        {
            ["task"] = "binary classification",
            ["inputs"] = new JsonArray([.. model.Description.Features.Select(f => new JsonObject { ["format"] = $"float32 {f}" })]),
            ["outputs"] = new JsonArray(new JsonObject { ["format"] = "float32 score" }),
        };
        if (model.Description.Origin is not null)
            parameters["approach"] = new JsonObject { ["type"] = "supervised" };
        if (model.Description.Training?.Dataset is { } dataset)
            parameters["datasets"] = new JsonArray(new JsonObject { ["ref"] = DatasetReference(dataset.Id) });
        return parameters;
    }

    static IEnumerable<JsonNode> Metrics(RegisteredModel model) =>
        [
            .. model
                .Description.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal)
                .Select(m =>
                {
                    var metric = new JsonObject { ["type"] = m.Key, ["value"] = Number(m.Value) };
                    if (model.Description.Origin is { } origin)
                        metric["slice"] = $"{IsoTime.Format(origin.TestFrom)}/{IsoTime.Format(origin.TestTo)}";
                    if (model.Description.Intervals is { } intervals && intervals.TryGetValue(m.Key, out var interval))
                    {
                        metric["confidenceInterval"] = new JsonObject
                        {
                            ["lowerBound"] = Number(interval.Low),
                            ["upperBound"] = Number(interval.High),
                        };
                    }

                    return metric;
                }),
        ];

    static JsonObject Data(RegisteredModel model, string id)
    {
        var origin = model.Description.Origin;
        return new JsonObject
        {
            ["type"] = "data",
            ["bom-ref"] = DatasetReference(id),
            ["name"] = id,
            ["data"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "dataset",
                    ["name"] = id,
                    ["contents"] = new JsonObject
                    {
                        ["properties"] = Properties(
                            origin is null
                                ? []
                                :
                                [
                                    ("streaming:topology", origin.Topology),
                                    ("streaming:rows", origin.TrainRows.ToString(CultureInfo.InvariantCulture)),
                                    ("streaming:positives", origin.TrainPositives.ToString(CultureInfo.InvariantCulture)),
                                    ("streaming:from", IsoTime.Format(origin.TrainFrom)),
                                    ("streaming:to", IsoTime.Format(origin.TrainTo)),
                                    .. origin.Ranges.Select(
                                        (r, i) => ($"streaming:lineage:{i + 1}", $"{r.Stream} {r.FirstVersion} to {r.LastVersion}")
                                    ),
                                ]
                        ),
                    },
                }
            ),
        };
    }

    static string Step(ModelStep step) =>
        string.Join(", ", ((string?[])[step.State, Time(step.Since), step.By, step.Reason]).OfType<string>());

    static JsonArray Properties(IEnumerable<(string Name, string Value)> properties) =>
        new([.. properties.Select(p => new JsonObject { ["name"] = p.Name, ["value"] = p.Value })]);

    static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    static string DatasetReference(string id) => $"dataset/{id}";

    /// <summary>A UUID (version 8, RFC 9562) of the version and how far it had come: another state is another document.</summary>
    static Guid Number(RegisteredModel model)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Name}\n{model.Version}\n{model.Hash}\n{model.History.Count}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
