using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>What a newcomer does: one command, then what it prints is pasted into a shell.</summary>
public sealed class ServeDemoTests : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly TemporaryFolder _folder = new();
    readonly HttpClient _client = new() { Timeout = Patience };
    readonly List<string> _lines = [];
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Process _process = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await RealPrograms.KillAsync(_process);
        _process.Dispose();
        _client.Dispose();
        await ServicesEndAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everything_that_it_prints_works_until_it_is_stopped()
    {
        Start();
        await _ready.Task.WaitAsync(Patience);
        var links = Lines(l => l.Contains(" http://") && !l.Contains("curl"))
            .Select(l => l[l.IndexOf("http://", StringComparison.Ordinal)..]);
        links.Select(l => new Uri(l).AbsolutePath.Split('/')[^1]).ShouldBe(["ready", "v1.json", "status", "record"]);
        foreach (var link in links)
            (await _client.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK, link);
        Lines(l => l.TrimStart().StartsWith("curl", StringComparison.Ordinal)).Count.ShouldBe(4);

        var published = await PasteAsync("/events");
        published.GetProperty("topic").GetString().ShouldBe("transactions");
        published.GetProperty("records").GetArrayLength().ShouldBe(1);
        var decided = await PasteAsync("/decide");
        decided.GetProperty("prediction").GetProperty("event_id").GetString()!.ShouldStartWith("decide-");
        decided.GetProperty("prediction").GetProperty("model").GetProperty("name").GetString().ShouldBe("card-fraud");
        var asked = await PasteAsync("/infer");
        asked.GetProperty("model_name").GetString().ShouldBe("card-fraud");
        asked.GetProperty("outputs")[0].GetProperty("data").GetArrayLength().ShouldBe(1);
        // Traffic goes on by itself.
        (await FirstAsync(Call("/stream"), l => l.StartsWith("data: {", StringComparison.Ordinal))).ShouldContain("\"lineage_id\"");

        var key = Lines(l => l.Trim().StartsWith("sp_", StringComparison.Ordinal))[0].Trim();
        Lines(l => l.Contains("curl")).ShouldAllBe(l => l.Contains(key));
        (await StatusAsync(key)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(key[..^1] + (key[^1] == 'a' ? 'b' : 'a'))).ShouldBe(HttpStatusCode.Unauthorized);

        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.ExitCode.ShouldBe(0, string.Join('\n', _lines));
        Lines(l => l.StartsWith("Stopped.", StringComparison.Ordinal)).Count.ShouldBe(1);
        await ServicesEndAsync();
    }

    void Start()
    {
        string[] words = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--data", _folder.Path];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "streaming.dll"), .. words])
        {
            WorkingDirectory = Folders.Repository,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // It has services of its own, whatever is named.
        start.Environment["STREAMING_KAFKA"] = "127.0.0.1:1";
        start.Environment["STREAMING_POSTGRES"] = "Host=127.0.0.1;Port=1;Username=none";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException(string.Join('\n', Lines(_ => true))));
        _process.EnableRaisingEvents = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        void Hear(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (_lines)
                _lines.Add(line.Data);
            if (line.Data.StartsWith("Ctrl-C", StringComparison.Ordinal))
                _ready.TrySetResult();
        }
    }

    List<string> Lines(Func<string, bool> wanted)
    {
        lock (_lines)
            return [.. _lines.Where(wanted)];
    }

    string Call(string path) => Lines(l => l.TrimStart().StartsWith("curl", StringComparison.Ordinal)).Single(l => l.EndsWith(path));

    async Task<HttpStatusCode> StatusAsync(string key)
    {
        var status = Lines(l => l.EndsWith("/status", StringComparison.Ordinal))[0];
        using var request = new HttpRequestMessage(HttpMethod.Get, status[status.IndexOf("http://", StringComparison.Ordinal)..]);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    async Task<JsonElement> PasteAsync(string path)
    {
        using var shell = Shell(Call(path));
        var (said, wrong) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync().WaitAsync(Patience);
        shell.ExitCode.ShouldBe(0, await wrong);
        return JsonDocument.Parse(await said).RootElement;
    }

    static async Task<string> FirstAsync(string call, Func<string, bool> wanted)
    {
        using var shell = Shell(call);
        try
        {
            while (await shell.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                if (wanted(line))
                    return line;
            }

            throw new InvalidOperationException(await shell.StandardError.ReadToEndAsync());
        }
        finally
        {
            await RealPrograms.KillAsync(shell);
        }
    }

    static Process Shell(string command) =>
        Process.Start(
            new ProcessStartInfo("sh", ["-c", command])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    /// <summary>Its database and broker end by themselves a moment after it.</summary>
    async Task ServicesEndAsync()
    {
        var clock = Stopwatch.StartNew();
        while (EmbeddedHost.IsServing(Path.Combine(_folder.Path, "demo-serve")))
        {
            clock.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(50);
        }
    }
}
