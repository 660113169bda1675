using Microsoft.Extensions.Logging;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>
/// Fresh services in a folder of their own, for tests: in this process, not durable, gone with the last trace when
/// disposed. One for a whole test assembly is best (xunit: an <c>AssemblyFixture</c>); a database for each test class
/// comes from <see cref="EmbeddedServices.CreateDatabaseAsync"/>, topics take names of their own.
/// </summary>
public sealed class TemporaryServices : IAsyncDisposable
{
    readonly TemporaryFolder _folder;

    TemporaryServices(EmbeddedServices services, TemporaryFolder folder) => (Services, _folder) = (services, folder);

    /// <summary>The running services.</summary>
    public EmbeddedServices Services { get; }

    /// <summary>Starts what a test needs; about a second. What a killed test process left on disk goes away first.</summary>
    public static async Task<TemporaryServices> StartAsync(
        EmbeddedParts parts = EmbeddedParts.All,
        ILoggerFactory? loggers = null,
        CancellationToken stop = default
    )
    {
        var folder = TemporaryFolder.Create("embedded-services-");
        var options = new EmbeddedOptions
        {
            DataDirectory = folder.Path,
            Parts = parts,
            Durable = false,
        };
        try
        {
            return new TemporaryServices(await EmbeddedServices.StartInProcessAsync(options, null, loggers, stop), folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Stops the services and removes their folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        _folder.Dispose();
    }
}
