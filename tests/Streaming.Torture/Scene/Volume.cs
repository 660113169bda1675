using System.Diagnostics;
using Streaming.Topology;

namespace Streaming.Torture.Scene;

/// <summary>A file system of its own in a sparse file, mounted over a folder: it can be filled up without harm to anyone else.</summary>
sealed class Volume : IAsyncDisposable
{
    const long Size = 6L << 30;
    const long SmallestPiece = 4096;

    static readonly Lazy<string?> Impediment = new(Try);

    readonly string _folder;

    Volume(string folder) => _folder = folder;

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? WhyNot => Impediment.Value;

    /// <summary>Makes one and mounts it over a folder, which it makes too.</summary>
    public static async Task<Volume> MountAsync(string folder, CancellationToken stop, long size = Size)
    {
        Directory.CreateDirectory(folder);
        var image = folder + ".image";
        await using (var file = File.Create(image))
            file.SetLength(size);
        // No part is kept for root, who would not find the disk full.
        await RunAsync(["mkfs.ext4", "-q", "-F", "-m", "0", image], stop);
        await RunAsync(["mount", "-o", "loop", image, folder], stop);
        return new Volume(folder);
    }

    /// <summary>Takes all the room that is left. What is taken is never written, so it costs nothing outside.</summary>
    public void Fill()
    {
        var ballast = Directory.CreateDirectory(Ballast).FullName;
        var pieces = 0;
        for (var size = Size; size >= SmallestPiece; size /= 2)
        {
            while (TryTake(Path.Combine(ballast, $"{pieces}"), size))
                pieces++;
        }
    }

    public void Free() => Directory.Delete(Ballast, recursive: true);

    public async ValueTask DisposeAsync() => await RunAsync(["umount", "--lazy", _folder], CancellationToken.None);

    string Ballast => Path.Combine(_folder, "ballast");

    static bool TryTake(string path, long size)
    {
        try
        {
            using var piece = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, preallocationSize: size);
            return true;
        }
        catch (IOException)
        {
            File.Delete(path);
            return false;
        }
    }

    static string? Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "to mount a small file system takes root on Linux";
        var folder = Directory.CreateTempSubdirectory("streaming-volume-").FullName;
        try
        {
            Task.Run(async () =>
                {
                    await using var volume = await MountAsync(Path.Combine(folder, "try"), CancellationToken.None, 8 << 20);
                })
                .GetAwaiter()
                .GetResult();
            return null;
        }
        catch (Exception e) when (e is StreamingException or System.ComponentModel.Win32Exception)
        {
            return $"no small file system can be mounted: {e.Message}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task RunAsync(string[] command, CancellationToken stop)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        var said = await process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
            throw new StreamingException($"{string.Join(' ', command)}: {said.Trim()}");
    }
}
