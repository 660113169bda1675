using System.Globalization;
using System.Runtime.InteropServices;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>Looks at what the embedded services need, without starting or changing anything.</summary>
public static class EmbeddedDoctor
{
    const long ScarceBytes = 2L << 30;

    /// <summary>Examines this machine for these options.</summary>
    public static async Task<DoctorReport> ExamineAsync(EmbeddedOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DoctorReport([
            Machine(),
            DataDirectory(options),
            Host(options),
            await KafkaDoctor.ExamineAsync(options, stop),
            await PostgresDoctor.ExamineAsync(options, stop),
            Program("npm", "fetches PostgreSQL where none is installed"),
        ]);
    }

    static DoctorFinding Machine()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return new DoctorFinding(
            "machine",
            DoctorVerdict.Good,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} "
                    + $"processors, {memory:0.0} GiB"
            )
        );
    }

    static DoctorFinding DataDirectory(EmbeddedOptions options)
    {
        var folder = Path.GetFullPath(options.DataDirectory);
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        try
        {
            var probe = Path.Combine(existing, $".probe-{Guid.NewGuid():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new DoctorFinding(
                "data directory",
                DoctorVerdict.Bad,
                $"{folder} cannot be written: {e.Message}",
                $"Name another one with {options.Names.DataDirectory}."
            );
        }
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{folder}, {free / (double)(1 << 30):0.0} GiB free");
        return free < ScarceBytes
            ? new DoctorFinding(
                "data directory",
                DoctorVerdict.Bad,
                detail,
                $"Make room, or name a folder on another disk with {options.Names.DataDirectory}."
            )
            : new DoctorFinding("data directory", DoctorVerdict.Good, detail);
    }

    static DoctorFinding Host(EmbeddedOptions options)
    {
        var running = Directory.Exists(options.DataDirectory) ? HostFile.Read(new HostFolder(options.DataDirectory)) : null;
        return running is not null && running.Host.IsRunning()
            ? new DoctorFinding("host process", DoctorVerdict.Good, $"runs the embedded services as process {running.Host.Pid}")
            : new DoctorFinding("host process", DoctorVerdict.NotNeeded, "not running; the first command starts it");
    }

    /// <summary>Whether a program is on PATH that is useful, but not needed.</summary>
    /// <param name="name">Its file name.</param>
    /// <param name="purpose">What it is for, to be told where it is missing.</param>
    public static DoctorFinding Program(string name, string purpose) =>
        ToolProcess.Find(name) is { } path
            ? new DoctorFinding(name, DoctorVerdict.Good, path)
            : new DoctorFinding(name, DoctorVerdict.NotNeeded, $"not on PATH; {purpose}");
}
