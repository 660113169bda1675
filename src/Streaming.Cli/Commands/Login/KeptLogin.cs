using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Login;

/// <summary>What signing in has left on this machine.</summary>
/// <param name="Server">Where.</param>
/// <param name="TokenEndpoint">Where tokens are had.</param>
/// <param name="RevocationEndpoint">Where they are taken back.</param>
/// <param name="AccessToken">Opens the server for a while.</param>
/// <param name="RefreshToken">Is exchanged for the next one.</param>
/// <param name="ExpiresAt">From then on the access token is none.</param>
sealed record KeptLogin(
    Uri Server,
    Uri TokenEndpoint,
    Uri RevocationEndpoint,
    string AccessToken,
    string RefreshToken,
    DateTimeOffset ExpiresAt
);

/// <summary>The file of it, in the user's folder of settings; its owner alone may read it.</summary>
sealed class LoginFile
{
    const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    readonly CommandContext _context;
    readonly string _path;

    public LoginFile(CommandContext context)
    {
        _context = context;
        var settings = context.Variable("XDG_CONFIG_HOME") is { Length: > 0 } named
            ? named
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        _path = Path.Combine(settings, "streaming", "login.json");
    }

    /// <summary>Lets one command at a time read and write it: a token that is exchanged twice ends the session.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken stop)
    {
        CreateFolder();
        var began = _context.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream($"{_path}.lock", Options(FileMode.OpenOrCreate));
            }
            catch (IOException) when (_context.Time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Again, _context.Time, stop);
            }
        }
    }

    /// <exception cref="StreamingException">Nobody is signed in.</exception>
    public KeptLogin Read()
    {
        try
        {
            return JsonSerializer.Deserialize<KeptLogin>(File.ReadAllText(_path), ResultJson.OneLine) ?? throw Nobody();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            throw Nobody();
        }
    }

    /// <summary>Whole or not at all.</summary>
    public void Write(KeptLogin login)
    {
        CreateFolder();
        var begun = $"{_path}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(begun, Options(FileMode.CreateNew)))
            writer.WriteLine(JsonSerializer.Serialize(login, ResultJson.OneLine));
        File.Move(begun, _path, overwrite: true);
    }

    public void Delete() => File.Delete(_path);

    static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Own;
        return options;
    }

    void CreateFolder()
    {
        var folder = Path.GetDirectoryName(_path)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, Folder);
    }

    static StreamingException Nobody() =>
        new("Nobody is signed in on this machine. Sign in: streaming login --server https://…") { Kind = FailureKind.Invalid };
}
