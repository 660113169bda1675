using System.Text.Json;
using Streaming.Application.Settings;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Roles;
using Streaming.Embedded.Hosting;

namespace Streaming.Benchmarks.Services;

/// <summary>
/// Broker and PostgreSQL for one benchmark: embedded, in a host process of their own over a folder of their own, unless the
/// environment names others.
/// </summary>
sealed class BenchmarkServices : IAsyncDisposable
{
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    readonly EmbeddedServices _services;
    readonly string _folder;
    readonly bool _temporary;

    BenchmarkServices(EmbeddedServices services, string folder, bool temporary) =>
        (_services, _folder, _temporary) = (services, folder, temporary);

    public string Kafka => _services.BootstrapServers;

    public string Postgres => _services.PostgresConnectionString;

    /// <summary>The broker's process and, below it, PostgreSQL's; none where both are somebody else's.</summary>
    public IReadOnlyList<Watched> Processes => HostPid() is { } pid ? [new Watched("broker", pid, "PostgreSQL")] : [];

    /// <param name="data">Folder to use and leave; null: a temporary one.</param>
    /// <param name="note">Told about steps that take a while.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<BenchmarkServices> StartAsync(string? data, Action<string> note, CancellationToken stop)
    {
        var folder = Path.GetFullPath(data ?? Path.Combine(Path.GetTempPath(), $"streaming-benchmark-{Guid.NewGuid():N}"));
        var options = new EmbeddedOptions
        {
            DataDirectory = folder,
            Kafka = Variable(ConnectionResolver.KafkaVariable),
            Postgres = Variable(ConnectionResolver.PostgresVariable),
            Linger = TimeSpan.FromSeconds(1),
        };
        var services = await EmbeddedServices.StartOrJoinAsync(options, HostCommand.ThisProgram(RoleTable.Services), note, null, stop);
        return new BenchmarkServices(services, folder, data is null);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (!_temporary || !Directory.Exists(_folder))
            return;
        // The host outlives its last user by a moment.
        using var patience = new CancellationTokenSource(Farewell);
        while (HostPid() is not null)
            await Task.Delay(Poll, patience.Token);
        await using (var held = await LockAsync(patience.Token))
            Directory.Delete(_folder, recursive: true);
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    async Task<FileStream> LockAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_folder, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Poll, stop);
            }
        }
    }

    /// <summary>The host says who it is in its file, which it removes when it ends.</summary>
    int? HostPid()
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "host.json")));
            return file.RootElement.GetProperty("Host").GetProperty("Pid").GetInt32();
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }
}
