using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.CancelJob;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.ReadJobResult;
using Streaming.Application.StartJob;
using Streaming.Application.Tests.Setup;
using Streaming.Application.VerifyLineage;
using Streaming.Topology.Tests.Schema;

namespace Streaming.Application.Tests.Contract;

/// <summary>What every operation has to keep to, whoever adds it.</summary>
public sealed class OperationTests
{
    static readonly JsonSerializerOptions Reflected = new(ResultJson.Indented) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    static readonly IReadOnlyList<IOperation> All =
    [
        .. OperationRegistry
            .All
            // Takes the role of what it starts; here it stands with one of them.
            .Append(new StartJobOperation<VerifyLineageRequest, VerifiedLineage>(new VerifyLineageOperation()))
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
            await Should.ThrowAsync<RefusedException>(
                () => RunAsync(runner, operation, new Caller(new Principal("other", others))),
                operation.Info.Name
            );
        }
    }

    /// <summary>One that is declared and not known to hosts would wait for ever.</summary>
    [Fact]
    public async Task Hosts_know_every_operation_that_may_be_a_job_and_can_read_its_result()
    {
        await using var host = DatabaseFixture.Host("Host=127.0.0.1;Port=1;Username=none");
        var types = host.GetRequiredService<JobTypes>().All.ToList();
        types.Select(t => t.Info.Name).ShouldBe(All.Where(o => o.Info.Job != JobRule.Never).Select(o => o.Info.Name), ignoreOrder: true);
        foreach (var type in types)
            Readable(type.Result, []);
    }

    [Fact]
    public void The_page_of_operations_is_up_to_date() => GeneratedFile.UpToDate("docs/operations.md", _ =>
        {
            var page = new StringBuilder(
                """
                # Operations

                Everything that can be done is an operation: what it takes to call it, and how it gets on the access log
                ([decision 13](decisions/0013-operations.md)). What each answers with `--json` is in
                [schemas/results.schema.json](schemas/results.schema.json).

                | operation | role | touches | on the access log | as a job |
                | --- | --- | --- | --- | --- |

                """
            );
            foreach (var operation in All)
            {
                var recorded = operation.Info.Recording == Recording.Always ? "each call" : "counted";
                page.Append(
                    $"| `{operation.Info.Name}` | {RoleOf(operation)} | {ReachOf(operation)} | {recorded} | {JobOf(operation.Info.Job)} |\n"
                );
            }

            return page.Append(
                    """

                    *Each call* is written to the access log before it begins and when it ends; calls that are *counted* are added up, and the sums are
                    written once a minute. Both are true of calls that open the database: one that needs none, like drawing a topology, is not on the log,
                    unless it comes over HTTP.

                    An API key may hold for some topologies alone. It opens what *touches* one of those, a model that no other topology is scored by, a job
                    that touches one of them, or nothing of any topology; what touches everything takes a key that holds for all.

                    An operation with an entry in the last column may be a [job](jobs.md). Where the host of a job dies, one that *repeats* is run again from
                    the start; one that may run only *once* is interrupted, and a person decides.

                    """
                )
                .ToString();
        });

    [Fact]
    public void The_schemas_of_results_are_up_to_date() => GeneratedFile.UpToDate("docs/schemas/results.schema.json", _ =>
        {
            var results = new JsonObject();
            foreach (
                var operation in All.Where(o => ResultOf(o) is { } type && type != typeof(string) && type != typeof(ReadOnlyMemory<byte>))
            )
            {
                results[operation.Info.Name] = ContractSchema.Of(ResultOf(operation), $"#/$defs/{operation.Info.Name}");
            }

            var schema = new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["title"] = "What operations answer, by operation",
                ["$defs"] = results,
            };
            return ContractSchema.Write(schema);
        });

    static string RoleOf(IOperation operation) =>
        operation switch
        {
            _ when operation.Info.Name == "job.start" => "that of what it starts",
            CancelJobOperation or ReadJobResultOperation => $"{operation.Info.Role.Word()}, and that of the job's operation",
            _ => operation.Info.Role.Word(),
        };

    static string ReachOf(IOperation operation) =>
        operation.Info.Name == "job.start"
            ? "what that touches"
            : ScopeRule.Words(operation.Info, operation.GetType().BaseType!.GetGenericArguments()[0]);

    static string JobOf(JobRule rule) => rule == JobRule.Never ? "" : Word(rule);

    static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A result that is kept as JSON is shown as the type that it was: what is written of it must go back into it.</summary>
    static void Readable(Type type, HashSet<Type> seen)
    {
        if (!type.Namespace!.StartsWith("Streaming", StringComparison.Ordinal))
        {
            foreach (var part in type.GetGenericArguments())
                Readable(part, seen);
            return;
        }

        if (type.IsEnum || !seen.Add(type))
            return;
        var info = Reflected.GetTypeInfo(type);
        var parameters = info.ConstructorAttributeProvider is ConstructorInfo constructor ? constructor.GetParameters() : [];
        foreach (var property in info.Properties.Where(p => p.Get is not null))
        {
            var member = ((MemberInfo)property.AttributeProvider!).Name;
            // What is computed from the rest is computed again.
            var kept = type.GetField($"<{member}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
            (
                !kept || property.Set is not null || parameters.Any(p => p.Name!.Equals(member, StringComparison.OrdinalIgnoreCase))
            ).ShouldBeTrue($"{type.Name}.{member} is written and not read");
            Readable(property.PropertyType, seen);
        }
    }

    static bool IsStream(IOperation operation) => operation.GetType().BaseType!.GetGenericTypeDefinition() == typeof(StreamOperation<,>);

    static Type ResultOf(IOperation operation) => operation.GetType().BaseType!.GetGenericArguments()[1];

    static async Task RunAsync(OperationRunner runner, IOperation operation, Caller caller)
    {
        var types = operation.GetType().BaseType!.GetGenericArguments();
        var name = IsStream(operation) ? nameof(StreamAsync) : nameof(CallAsync);
        await (Task)
            typeof(OperationTests)
                .GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(types)
                .Invoke(null, [runner, operation, caller])!;
    }

    static async Task CallAsync<TRequest, TResult>(OperationRunner runner, Operation<TRequest, TResult> operation, Caller caller) =>
        await runner.RunAsync(operation, default!, caller);

    static async Task StreamAsync<TRequest, TItem>(OperationRunner runner, StreamOperation<TRequest, TItem> operation, Caller caller) =>
        await runner.StreamAsync(operation, default!, caller).ToListAsync();
}
