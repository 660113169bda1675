using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Store.Access;

namespace Streaming.Application.ReadAccess;

/// <summary>Which calls are wanted; null: any.</summary>
/// <param name="Who">By this caller.</param>
/// <param name="Operation">Of this operation, or of all whose names begin so with a dot: <c>model</c>.</param>
/// <param name="From">Begun then or later.</param>
/// <param name="To">Begun before then.</param>
/// <param name="Limit">The last so many.</param>
public sealed record ReadAccessRequest(
    string? Who = null,
    string? Operation = null,
    Timestamp? From = null,
    Timestamp? To = null,
    [property: Range(1, 10_000)] int Limit = 50
);

/// <summary>The access log: who called what, when, why, and how it ended.</summary>
public sealed class ReadAccessOperation()
    : Operation<ReadAccessRequest, IReadOnlyList<AccessedCall>>(new OperationInfo("access.read", Role.Auditor, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ReadAccessRequest request) => request.Who;

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<AccessedCall>> RunAsync(
        ReadAccessRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var entries = await (await services.AccessAsync(stop)).ReadAsync(stop);
        return [.. AccessedCall.Of(entries).Where(c => IsWanted(c, request)).TakeLast(request.Limit)];
    }

    static bool IsWanted(AccessedCall call, ReadAccessRequest request) =>
        (request.Who is null || call.Who == request.Who)
        && (
            request.Operation is null
            || call.Operation == request.Operation
            || call.Operation.StartsWith(request.Operation + ".", StringComparison.Ordinal)
        )
        && (request.From is not { } from || Timestamp.From(call.At) >= from)
        && (request.To is not { } to || Timestamp.From(call.At) < to);
}
