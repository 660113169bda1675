using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Streaming.Application.Operations;
using Streaming.Application.StartJob;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Routes;
using Streaming.Topology;

namespace Streaming.Gateway.Rpc;

/// <summary>Operations by their names, with requests and results in JSON: those whose answers over HTTP are JSON or a job.</summary>
sealed class NamedCalls
{
    readonly Dictionary<string, Func<ReadOnlyMemory<byte>, HttpContext, Task<string>>> _calls = new(StringComparer.Ordinal);

    public NamedCalls(OperationRunner runner, GatewayParts parts)
    {
        var operations = OperationRegistry.All.ToDictionary(o => o.Info.Name, StringComparer.Ordinal);
        foreach (var route in RouteTable.All.Where(IsCalled))
            _calls[route.Operation] = operations[route.Operation].Accept(new Maker(route, runner, parts));
    }

    /// <summary>Calls one.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="request">JSON; empty: nothing is said.</param>
    /// <param name="http">Whose.</param>
    /// <returns>JSON.</returns>
    /// <exception cref="StreamingException">There is none, or it does not take that.</exception>
    public Task<string> CallAsync(string operation, ReadOnlyMemory<byte> request, HttpContext http) =>
        _calls.TryGetValue(operation, out var call)
            ? call(request, http)
            : throw new StreamingException($"There is no operation '{operation}' to call. There are: {string.Join(", ", _calls.Keys)}.")
            {
                Kind = FailureKind.Missing,
            };

    /// <summary>Which topologies there are is asked over HTTP, where the list of those that are offered takes the place of the
    /// request.</summary>
    static bool IsCalled(OperationRoute route) =>
        route is { Form: AnswerForm.Json or AnswerForm.Job, TakesRecords: false, TakesFiles: false, Operation: not "topology.list" };

    sealed class Maker(OperationRoute route, OperationRunner runner, GatewayParts parts)
        : IOperationVisitor<Func<ReadOnlyMemory<byte>, HttpContext, Task<string>>>
    {
        public Func<ReadOnlyMemory<byte>, HttpContext, Task<string>> Visit<TRequest, TResult>(Operation<TRequest, TResult> operation)
        {
            var binder = new RequestBinder<TRequest>(route, parts.Topologies);
            return route.Form == AnswerForm.Job
                ? (json, http) => RunAsync(new StartJobOperation<TRequest, TResult>(operation), binder, json, http)
                : (json, http) => RunAsync(operation, binder, json, http);
        }

        public Func<ReadOnlyMemory<byte>, HttpContext, Task<string>> Visit<TRequest, TItem>(StreamOperation<TRequest, TItem> operation) =>
            throw new InvalidOperationException($"{route.Operation} is a stream and answers no JSON.");

        /// <summary>Whoever may not call it learns nothing of what it takes.</summary>
        async Task<string> RunAsync<TRequest, TResult>(
            Operation<TRequest, TResult> operation,
            RequestBinder<TRequest> binder,
            ReadOnlyMemory<byte> json,
            HttpContext http
        )
        {
            var caller = CallerOf.Request(http);
            runner.Admit(operation.Info, caller);
            var request = binder.Bind(json);
            using var place = await parts.Places.EnterAsync(OperationRunner.TopologyOf(request), PlaceKind.Work, http.RequestAborted);
            return JsonSerializer.Serialize(
                await runner.RunAsync(operation, request, caller, stop: http.RequestAborted),
                ResultJson.OneLine
            );
        }
    }
}
