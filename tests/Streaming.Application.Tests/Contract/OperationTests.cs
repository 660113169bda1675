using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.Operations;
using Streaming.Application.Tests.Setup;
using Streaming.Topology.Tests.Schema;

namespace Streaming.Application.Tests.Contract;

/// <summary>What every operation has to keep to, whoever adds it.</summary>
public sealed class OperationTests
{
    static readonly IReadOnlyList<IOperation> All =
    [
        .. typeof(IOperation).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IOperation)))
            .Select(t => (IOperation)Activator.CreateInstance(t)!)
            .OrderBy(o => o.Info.Name, StringComparer.Ordinal),
    ];

    [Fact]
    public void Names_are_unique_and_say_of_what_and_what()
    {
        All.Count.ShouldBeGreaterThan(25);
        All.Select(o => o.Info.Name).ShouldBeUnique();
        var name = new Regex("^[a-z]+\\.[a-z]+$", RegexOptions.NonBacktracking);
        All.Select(o => o.Info.Name).Where(n => !name.IsMatch(n)).ShouldBeEmpty();
    }

    /// <summary>A new operation whose role nobody thought of, or a way past the check, shows here.</summary>
    [Fact]
    public async Task Each_refuses_who_holds_every_role_but_its_own()
    {
        await using var host = DatabaseFixture.Host("Host=127.0.0.1;Port=1;Username=none");
        var runner = host.GetRequiredService<OperationRunner>();
        foreach (var operation in All)
        {
            var others = new HashSet<Role>(Enum.GetValues<Role>().Where(r => r != operation.Info.Role));
            await Should.ThrowAsync<RefusedException>(() => RunAsync(runner, operation, new Caller(new Principal("other", others))), operation.Info.Name);
        }
    }

    [Fact]
    public void The_page_of_operations_is_up_to_date() => GeneratedFile.UpToDate("docs/operations.md", _ =>
    {
        var page = new StringBuilder("""
            # Operations

            Everything that can be done is an operation: what it takes to call it, and how it gets on the access log
            ([decision 13](decisions/0013-operations.md)). What each answers with `--json` is in
            [schemas/results.schema.json](schemas/results.schema.json).

            | operation | role | on the access log |
            | --- | --- | --- |

            """);
        foreach (var operation in All)
        {
            var recorded = operation.Info.Recording == Recording.Always ? "each call" : "counted";
            page.Append($"| `{operation.Info.Name}` | {Word(operation.Info.Role)} | {recorded} |\n");
        }

        return page.Append("\nThat goes for calls that get the database; others are not on the access log.\n").ToString();
    });

    [Fact]
    public void The_schemas_of_results_are_up_to_date() => GeneratedFile.UpToDate("docs/schemas/results.schema.json", _ =>
    {
        var options = new JsonSerializerOptions(ResultJson.Indented) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        var results = new JsonObject();
        var export = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (context, node) => OrNull(context.TypeInfo.Type, node) };
        foreach (var operation in All.Where(o => ResultOf(o) is { } type && type != typeof(string) && type != typeof(ReadOnlyMemory<byte>)))
            results[operation.Info.Name] = Rooted(options.GetJsonSchemaAsNode(ResultOf(operation), export), $"#/$defs/{operation.Info.Name}");
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "What operations answer, by operation",
            ["$defs"] = results,
        };
        return schema.ToJsonString(options) + "\n";
    });

    /// <summary>The exporter forgets that a number may be null where it may be NaN.</summary>
    static JsonNode OrNull(Type type, JsonNode node)
    {
        if (Nullable.GetUnderlyingType(type) is not null && node is JsonObject schema && schema["anyOf"] is JsonArray choices) choices.Add(new JsonObject { ["type"] = "null" });
        return node;
    }

    /// <summary>References count from the root of each result; here each has a place of its own.</summary>
    static JsonNode Rooted(JsonNode node, string root)
    {
        foreach (var child in node is JsonObject members ? members.Select(m => m.Value) : node as JsonArray ?? [])
        {
            if (child is not null) Rooted(child, root);
        }

        if (node is JsonObject schema && schema["$ref"] is JsonValue reference) schema["$ref"] = reference.GetValue<string>().Replace("#", root, StringComparison.Ordinal);
        return node;
    }

    static string Word(Role role) => role.ToString().ToLowerInvariant();

    static bool IsStream(IOperation operation) => operation.GetType().BaseType!.GetGenericTypeDefinition() == typeof(StreamOperation<,>);

    static Type ResultOf(IOperation operation) => operation.GetType().BaseType!.GetGenericArguments()[1];

    static async Task RunAsync(OperationRunner runner, IOperation operation, Caller caller)
    {
        var types = operation.GetType().BaseType!.GetGenericArguments();
        var name = IsStream(operation) ? nameof(StreamAsync) : nameof(CallAsync);
        await (Task)typeof(OperationTests).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(types).Invoke(null, [runner, operation, caller])!;
    }

    static async Task CallAsync<TRequest, TResult>(OperationRunner runner, Operation<TRequest, TResult> operation, Caller caller) =>
        await runner.RunAsync(operation, default!, caller);

    static async Task StreamAsync<TRequest, TItem>(OperationRunner runner, StreamOperation<TRequest, TItem> operation, Caller caller) =>
        await runner.StreamAsync(operation, default!, caller).ToListAsync();
}
