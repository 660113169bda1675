using System.Text.Json.Nodes;
using Streaming.Gateway.Describing;
using Streaming.Gateway.Routes;
using Streaming.Topology.Tests.Schema;

namespace Streaming.Gateway.Tests.Describing;

public sealed class OpenApiTests
{
    [Fact]
    public void The_description_is_up_to_date() => GeneratedFile.UpToDate("docs/schemas/openapi.json", _ => OpenApiDescription.Write());

    [Fact]
    public void Every_reference_in_it_leads_somewhere()
    {
        var document = JsonNode.Parse(OpenApiDescription.Write())!;
        var references = References(document).ToList();
        references.Count.ShouldBeGreaterThan(50);
        references.Where(r => Find(document, r) is null).ShouldBeEmpty();
    }

    [Fact]
    public void It_holds_every_route_once()
    {
        var paths = JsonNode.Parse(OpenApiDescription.Write())!["paths"]!.AsObject();
        paths
            .SelectMany(p => p.Value!.AsObject().Select(m => m.Value!["operationId"]!.GetValue<string>()))
            .ShouldBe(RouteTable.All.Select(r => r.Operation), ignoreOrder: true);
    }

    static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(m =>
                m.Key == "$ref" && m.Value is JsonValue value ? [value.GetValue<string>()] : References(m.Value)
            ),
            JsonArray items => items.SelectMany(References),
            _ => [],
        };

    static JsonNode? Find(JsonNode document, string reference)
    {
        JsonNode? at = document;
        foreach (var step in reference.Split('/').Skip(1))
            at = at is JsonArray items ? items[int.Parse(step)] : at?[step];
        return at;
    }
}
