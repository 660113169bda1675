using Streaming.Application.Operations;

namespace Streaming.Application.AccessLog;

/// <summary>
/// One call of an operation on its way to the access log. It is recorded once it opens the database: a call that needs none
/// starts none to be recorded, and none gets at the database unrecorded. One that comes over a network is recorded in any case.
/// </summary>
sealed class RecordedCall(AccessLogWriter log, OperationInfo operation, Caller caller, string? about)
{
    long? _began;
    bool _counted;

    /// <summary>The operation is about to get the database.</summary>
    public async Task OpensDatabaseAsync(CancellationToken stop)
    {
        if (operation.Recording == Recording.Summarised)
            _counted = true;
        else
            _began ??= await log.BeganAsync(operation, caller, about, stop);
    }

    /// <summary>The call ended.</summary>
    public async Task EndedAsync(OperationOutcome outcome, string? detail = null)
    {
        if (_began is { } began)
            await log.EndedAsync(began, operation, caller, outcome, detail);
        else if (_counted || caller.Address is not null)
            log.Count(operation, caller, outcome);
    }
}
