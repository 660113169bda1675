using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Application.Hosting;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Gateway.Describing;
using Streaming.Gateway.Routes;
using Streaming.Topology.Tests.Schema;

namespace Streaming.Gateway.Tests.Describing;

public sealed class OpenApiTests
{
    [Fact]
    public void The_description_is_up_to_date() => GeneratedFile.UpToDate("docs/schemas/openapi.json", _ => OpenApiDescription.Write());

    [Fact]
    public void The_page_of_all_calls_is_up_to_date() => GeneratedFile.UpToDate("docs/api.md", _ => new ApiPage().Write());

    [Theory]
    [InlineData("StreamingClient.Operations")]
    [InlineData("Requests")]
    [InlineData("Results")]
    public void The_client_is_up_to_date(string part) => GeneratedFile.UpToDate($"src/Streaming.Client/{part}.g.cs", _ => part switch
            {
                "StreamingClient.Operations" => new ClientSource().Operations(),
                "Requests" => new ClientSource().Requests(),
                _ => new ClientSource().Results(),
            });

    /// <summary>What is no operation stands on the page by hand.</summary>
    [Fact]
    public async Task The_page_names_every_path_that_the_server_answers()
    {
        await using var host = new ServiceCollection()
            .AddStreaming(StreamingOptions.At("127.0.0.1:1", "Host=127.0.0.1;Port=1;Username=none"))
            .BuildServiceProvider();
        var runner = host.GetRequiredService<OperationRunner>();
        await using var server = new GatewayServer(
            new GatewaySettings { Listen = [ListenAddress.Parse("http://127.0.0.1:0")], Topologies = [] },
            runner,
            new ServiceHealth(host.GetRequiredService<StreamingServices>()),
            runner.Doorkeeper,
            TimeProvider.System,
            host.GetRequiredService<ILoggerFactory>()
        );
        var named = RouteTable.All.Select(r => r.Path).Concat(ApiPage.Besides.Keys).ToHashSet(StringComparer.Ordinal);
        server.Paths.Count().ShouldBeGreaterThan(named.Count);
        server
            .Paths.Select(p => p.Replace("/versions/{version}", "", StringComparison.Ordinal))
            .Where(p => !named.Contains(p) && !p.StartsWith("/v2/{**", StringComparison.Ordinal) && !IsRpc(p))
            .ShouldBeEmpty();
    }

    static bool IsRpc(string path) =>
        path.Contains('.') && !path.StartsWith("/proto/", StringComparison.Ordinal) && path != "/openapi/v1.json";

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
