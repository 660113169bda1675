using Microsoft.Extensions.Logging;
using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>
/// Fresh services in a folder of their own, for tests: in this process, not durable, gone with the last trace when
/// disposed. One for a whole test assembly is best (xunit: an <c>AssemblyFixture</c>); a database for each test class
/// comes from <see cref="EmbeddedServices.CreateDatabaseAsync"/>, topics take names of their own.
/// </summary>
public sealed class TemporaryServices : IAsyncDisposable
{
    const string Prefix = "streaming-temporary-";

    readonly string _folder;

    TemporaryServices(EmbeddedServices services, string folder) => (Services, _folder) = (services, folder);

    /// <summary>The running services.</summary>
    public EmbeddedServices Services { get; }

    /// <summary>Starts what a test needs; about a second. What a killed test process left on disk goes away first.</summary>
    public static async Task<TemporaryServices> StartAsync(
        EmbeddedParts parts = EmbeddedParts.All, ILoggerFactory? loggers = null, CancellationToken cancel = default)
    {
        Sweep();
        var self = ProcessIdentity.Current();
        var folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{self.Pid}-{self.Start}-{Guid.NewGuid():N}");
        var options = new EmbeddedOptions { DataDirectory = folder, Parts = parts, Durable = false };
        try
        {
            return new TemporaryServices(await EmbeddedServices.StartInProcessAsync(options, null, loggers, cancel), folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Stops the services and removes their folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    static void Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var name = Path.GetFileName(folder)[Prefix.Length..].Split('-');
            if (name.Length != 3 || !int.TryParse(name[0], out var pid) || !long.TryParse(name[1], out var start) || new ProcessIdentity(pid, start).IsRunning())
                continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another account's, or just being removed by another test process.
            }
        }
    }
}
