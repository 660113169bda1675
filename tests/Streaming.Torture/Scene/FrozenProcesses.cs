using System.Globalization;

namespace Streaming.Torture.Scene;

/// <summary>A process and those that it has started, all standing still until this is disposed of.</summary>
sealed class FrozenProcesses : IDisposable
{
    readonly List<int> _frozen = [];

    public FrozenProcesses(ChildProcess? process)
    {
        if (process is null or { HasExited: true })
            return;
        // The parent first, so that it starts no more.
        Freeze(process.Id);
        for (var at = 0; at < _frozen.Count; at++)
        {
            foreach (var child in ChildrenOf(_frozen[at]))
                Freeze(child);
        }
    }

    /// <summary>So many stand still.</summary>
    public int Count => _frozen.Count;

    public void Dispose()
    {
        foreach (var pid in _frozen)
            UnixSignal.Thaw(pid);
    }

    void Freeze(int pid)
    {
        UnixSignal.Freeze(pid);
        _frozen.Add(pid);
    }

    /// <summary>None where the system does not tell as Linux does.</summary>
    static IEnumerable<int> ChildrenOf(int parent)
    {
        if (!Directory.Exists("/proc/self"))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && ParentOf(folder) == parent)
                yield return pid;
        }
    }

    static int? ParentOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            // The name before may hold anything; behind it come state and parent.
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return null;
        }
    }
}
