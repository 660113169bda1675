using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Streaming.Cli.Shell;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>Somebody signs in from the command line, as they would by hand.</summary>
public sealed class LoginTests : IAsyncLifetime
{
    const string Password = "seven yellow lanterns";
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly TemporaryFolder _folder = new();
    readonly CancellationTokenSource _patience = new(Patience);
    readonly HttpClient _client = new() { Timeout = Patience };
    Dictionary<string, string> _variables = [];
    TemporaryServices _services = null!;
    RealPrograms _programs = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await TemporaryServices.StartAsync();
        _variables = RealPrograms.With(_services);
        _variables["XDG_CONFIG_HOME"] = Path.Combine(_folder.Path, "settings");
        _programs = new RealPrograms(_folder.Path, _variables);
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync();
        _client.Dispose();
        _patience.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Somebody_signs_in_calls_with_a_token_and_signs_out()
    {
        var here = FreeAddress();
        await _programs.ServeAsync("--urls", here, "--issuer", here);
        var password = Path.Combine(_folder.Path, "password");
        await File.WriteAllTextAsync(password, $"{Password}\n");
        (await RunAsync("users", "add", "ada", "--role", "viewer", "--password-file", password)).Out.ShouldContain(
            "ada may sign in: viewer"
        );

        (await RunAsync("token")).ShouldSatisfyAllConditions(o => o.Code.ShouldNotBe(0), o => o.Error.ShouldContain("streaming login"));
        var error = new StringWriter();
        var login = LoginAsync(error, "login", "--server", here);
        await ApproveAsync(here, error);
        (await login).ShouldSatisfyAllConditions(
            o => o.Code.ShouldBe(0, o.Error),
            o => o.Out.ShouldContain($"Signed in: ada at {here}/: viewer in all topologies")
        );
        var file = Path.Combine(_variables["XDG_CONFIG_HOME"], "streaming", "login.json");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var token = await TokenAsync();
        (await TokenAsync()).ShouldBe(token, "it holds for a while");
        (await CallAsync(here, token)).ShouldBe(HttpStatusCode.OK);
        (await RunAsync("whoami")).Out.ShouldContain($"ada at {here}/: viewer");
        (await TokenAsync()).ShouldNotBe(token, "the server was asked for another");
        // Many at a time exchange nothing twice.
        await ExpireAsync(file);
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TokenAsync()));
        together.Distinct().ShouldHaveSingleItem();
        (await CallAsync(here, together[0])).ShouldBe(HttpStatusCode.OK);

        (await RunAsync("logout")).Code.ShouldBe(0);
        File.Exists(file).ShouldBeFalse();
        (await RunAsync("whoami")).Code.ShouldNotBe(0);
        await Eventually.TrueAsync(
            async () => await CallAsync(here, together[0]) == HttpStatusCode.Unauthorized,
            "the server has taken it back"
        );
    }

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://example.com/path")]
    [InlineData("nowhere")]
    public async Task Passwords_and_tokens_go_to_no_server_that_others_can_listen_to(string server) =>
        (await RunAsync("login", "--server", server)).ShouldSatisfyAllConditions(
            o => o.Code.ShouldNotBe(0),
            o => o.Error.ShouldContain("write https://")
        );

    Task<Outcome> RunAsync(params string[] words) => StreamingProgram.RunUntilAsync(_folder.Path, _variables, words, _patience.Token);

    async Task<Outcome> LoginAsync(StringWriter error, params string[] words)
    {
        var output = new StringWriter { NewLine = "\n" };
        var environment = new CliEnvironment
        {
            Out = output,
            Error = TextWriter.Synchronized(error),
            Variable = _variables.GetValueOrDefault,
            WorkingDirectory = _folder.Path,
        };
        var code = await CommandLine.RunAsync(words, environment, _patience.Token);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>Types the code, a name and a password.</summary>
    async Task ApproveAsync(string server, StringWriter said)
    {
        await Eventually.TrueAsync(
            () => Task.FromResult(said.ToString().Contains("user_code=", StringComparison.Ordinal)),
            "it shows a code"
        );
        var code = said.ToString().Split("user_code=")[1].Split('\n')[0].Trim();
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["user_code"] = Uri.UnescapeDataString(code),
                ["username"] = "ada",
                ["password"] = Password,
                ["decision"] = "approve",
            }
        );
        using var answer = await _client.PostAsync($"{server}/connect/verify", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    async Task<string> TokenAsync()
    {
        var outcome = await RunAsync("token");
        outcome.Code.ShouldBe(0, outcome.Error);
        return outcome.Out.Trim();
    }

    /// <summary>As if ten minutes were over.</summary>
    static async Task ExpireAsync(string file)
    {
        var kept = JsonSerializer.Deserialize<Dictionary<string, object>>(await File.ReadAllTextAsync(file))!;
        kept.ShouldContainKey("expires_at");
        kept["expires_at"] = DateTimeOffset.UnixEpoch;
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(kept));
    }

    async Task<HttpStatusCode> CallAsync(string server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server}/v1/topologies");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    static string FreeAddress()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
    }
}
