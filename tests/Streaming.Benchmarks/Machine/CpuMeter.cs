namespace Streaming.Benchmarks.Machine;

/// <summary>A process to be watched.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Pid">Its id.</param>
/// <param name="Children">What the report calls its descendants; null: they do not count.</param>
sealed record Watched(string Name, int Pid, string? Children = null);

/// <summary>Processor seconds that processes have used since the meter was made.</summary>
sealed class CpuMeter
{
    readonly IReadOnlyList<Watched> _watched;
    readonly Dictionary<string, double> _before;

    public CpuMeter(IReadOnlyList<Watched> watched)
    {
        _watched = watched;
        _before = Read();
    }

    /// <summary>Seconds by name, in the order of the processes watched.</summary>
    public IReadOnlyDictionary<string, double> Used() =>
        Read().ToDictionary(r => r.Key, r => r.Value - _before[r.Key], StringComparer.Ordinal);

    Dictionary<string, double> Read()
    {
        var table = ProcessTable.Read();
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var process in _watched)
        {
            seconds[process.Name] = table.Own(process.Pid);
            if (process.Children is { } children)
                seconds[children] = table.Descendants(process.Pid);
        }

        return seconds;
    }
}
