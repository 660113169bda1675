using Streaming.Application.AccessLog;
using Streaming.Application.Services;

namespace Streaming.Application.Operations;

/// <summary>Operations on services apart from those of this process, on an access log of their own.</summary>
/// <param name="services">Open; they are disposed of with this.</param>
/// <param name="log">Where calls are recorded.</param>
/// <param name="runner">Runs operations on them.</param>
sealed class OperationsApart(StreamingServices services, AccessLogWriter log, OperationRunner runner) : IAsyncDisposable
{
    public StreamingServices Services => services;

    public OperationRunner Runner => runner;

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await services.DisposeAsync();
    }
}
