using System.Globalization;
using System.Runtime.InteropServices;

namespace Streaming.Benchmarks.Machine;

/// <summary>What the figures were taken on.</summary>
/// <param name="Processor">Its name, as the system gives it.</param>
/// <param name="Cores">Cores this process may use.</param>
/// <param name="MemoryGiB">Memory.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="Load">Load averages over 1, 5 and 15 minutes: what else the machine was doing.</param>
sealed record MachineFacts(string Processor, int Cores, double MemoryGiB, string System, string Runtime, string Load)
{
    public static MachineFacts Read() =>
        new(
            OperatingSystem.IsLinux() ? Line("/proc/cpuinfo", "model name") : RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            OperatingSystem.IsLinux() ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown"
        );

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Processor}, {Cores} cores, {MemoryGiB} GiB, {System}, {Runtime}; load {Load}");

    static string Line(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
