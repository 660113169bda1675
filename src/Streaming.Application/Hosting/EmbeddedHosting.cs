using Microsoft.Extensions.Logging;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.Hosting;

/// <summary>Runs the embedded services on behalf of other processes: what a program does under its
/// <see cref="StreamingOptions.HostVerb"/>.</summary>
public static class EmbeddedHosting
{
    /// <param name="options">As the process that starts this one wrote them.</param>
    /// <param name="loggers">Where problems are logged.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>An exit code.</returns>
    public static Task<int> RunAsync(string options, ILoggerFactory loggers, CancellationToken stop) =>
        EmbeddedHost.RunAsync(options, loggers, stop);
}
