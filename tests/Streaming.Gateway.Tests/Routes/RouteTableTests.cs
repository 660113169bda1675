using System.Text.Json.Nodes;
using Streaming.Application.Operations;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Tests.Routes;

/// <summary>What the table of routes promises, whoever adds an operation.</summary>
public sealed class RouteTableTests
{
    /// <summary>Texts that callers may send. None is a path: who adds one has made sure of that, or has hidden it.</summary>
    static readonly string[] Words =
    [
        "topology", // a name that this server offers
        "id", // of an event, or a record in lineage
        "key",
        "decision",
        "contest", // an id
        "wanted", // a decision
        "reweigh", // an attribute
        "redirect_uris", // addresses of programs, which the server does not open
        "password",
        "before", // a lineage id
        "address", // partition:offset
        "addresses",
        "cursor",
        "reason",
        "columns",
        "last", // a length of time
        "format",
        "model", // matched: a version, or "rule"; or the name of one that this server offers
        "to_topic",
        "name", // of a model
        "partitioner",
        "from", // a time, and so the next
        "to",
        "who",
        "operation",
        "timeout",
        "dataset", // an id, and so the next
        "earlier",
        "later",
        "half_life",
        "search_time",
        "topologies", // names that a key holds for
        "roles",
        "method",
        "counterfactual", // a threshold, a side, and names of features
        "column", // of a file that is sent
        "detector",
        "map", // names of features, by those of inputs
        "output", // of a model
    ];

    static readonly Dictionary<string, IOperation> Operations = OperationRegistry.All.ToDictionary(o => o.Info.Name);

    [Fact]
    public void Every_operation_is_reached_or_withheld_with_a_reason()
    {
        var named = RouteTable.All.Select(r => r.Operation).Concat(RouteTable.Withheld.Keys).ToList();
        named.ShouldBeUnique();
        // What starts a job has the types of what it starts, and is no operation by itself.
        named.Where(n => n != "job.start").ShouldBe(Operations.Keys, ignoreOrder: true);
        RouteTable.Withheld.Values.ShouldAllBe(reason => reason.Length > 10);
    }

    [Fact]
    public void Paths_are_unique_and_what_stands_in_them_is_a_member_that_must_be_given()
    {
        RouteTable.All.Select(r => (r.Method, r.Path)).ShouldBeUnique();
        foreach (var route in RouteTable.All)
        {
            var shape = Shape(route);
            route.InPath.Except(shape.Required).ShouldBeEmpty(route.Path);
            route.Hidden.Where(h => !Members(route).Contains(h)).ShouldBeEmpty(route.Path);
            route.Patterns.Keys.Except(shape.Members).ShouldBeEmpty(route.Path);
        }
    }

    /// <summary>So that who may not call there is refused before anything is read.</summary>
    [Fact]
    public void A_topology_stands_in_the_path() =>
        RouteTable.All.Where(r => Shape(r).Members.Contains("topology") && !r.InPath.Contains("topology")).ShouldBeEmpty();

    /// <summary>ASVS 3.5.3: a link that is followed, or fetched ahead, changes nothing.</summary>
    [Fact]
    public void ASVS_3_5_3_what_changes_something_is_posted() =>
        RouteTable
            .All.Where(r => r.Method == "GET" && Operations[r.Operation].Info.Recording == Recording.Always)
            .Select(r => r.Operation)
            // Reads all that is recorded, so that each call is on record; it changes nothing.
            .ShouldBe(["lineage.export", "dataset.export"]);

    [Fact]
    public void What_may_be_a_job_is_one_or_is_sent_as_it_comes()
    {
        foreach (var route in RouteTable.All.Where(r => r.Form != AnswerForm.Download))
            (Operations[route.Operation].Info.Job != JobRule.Never).ShouldBe(route.Form == AnswerForm.Job, route.Operation);
    }

    [Fact]
    public void No_caller_names_a_file_of_the_server()
    {
        foreach (var route in RouteTable.All)
        {
            var shape = Shape(route);
            shape
                .Members.Where(m => CanBeText(shape.SchemaOf(m)))
                .Except(Words)
                .Select(m => $"{route.Operation}: {m}")
                .ShouldBeEmpty("is it a path of the server? Hide it, or say above that it is none");
        }

        foreach (var (operation, member) in new[] { ("lineage.replay", "model") })
            RouteTable.All.Single(r => r.Operation == operation).Patterns.Keys.ShouldContain(member);
    }

    static RequestShape Shape(OperationRoute route) => Operations[route.Operation].Accept(new Shapes(route));

    static IReadOnlyList<string> Members(OperationRoute route) =>
        Operations[route.Operation]
            .Accept(new Shapes(new OperationRoute(route.Operation, route.Method, route.Path, route.Summary)))
            .Members;

    static bool CanBeText(JsonNode schema) =>
        schema switch
        {
            JsonObject one when one["enum"] is not null => false,
            JsonObject one when one["anyOf"] is JsonArray choices => choices.Any(choice => CanBeText(choice!)),
            JsonObject one => Has(one["type"], "string")
                || one["type"] is null
                || Has(one["type"], "object")
                || (one["items"] is { } items && CanBeText(items)),
            _ => true,
        };

    static bool Has(JsonNode? types, string type) =>
        types is JsonArray several ? several.Any(t => t!.GetValue<string>() == type) : types?.GetValue<string>() == type;

    sealed class Shapes(OperationRoute route) : IOperationVisitor<RequestShape>
    {
        public RequestShape Visit<TRequest, TResult>(Operation<TRequest, TResult> operation) => new(route, typeof(TRequest));

        public RequestShape Visit<TRequest, TItem>(StreamOperation<TRequest, TItem> operation) => new(route, typeof(TRequest));
    }
}
