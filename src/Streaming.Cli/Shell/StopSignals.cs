using System.Runtime.InteropServices;

namespace Streaming.Cli.Shell;

/// <summary>
/// Ctrl-C and SIGTERM ask the command to finish; another one, a second later or more, ends the process at once. Signals
/// often come twice: to the process and to its group.
/// </summary>
sealed class StopSignals : IDisposable
{
    static readonly TimeSpan Twice = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _source;
    readonly List<PosixSignalRegistration> _registrations = [];
    readonly Lock _lock = new();
    long? _asked;

    public StopSignals(CancellationToken stop)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _registrations.Add(PosixSignalRegistration.Create(signal, Asked));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    void Asked(PosixSignalContext signal)
    {
        lock (_lock)
        {
            if (_asked is { } first && TimeProvider.System.GetElapsedTime(first) >= Twice)
                return;
            signal.Cancel = true;
            if (_asked is not null)
                return;
            _asked = TimeProvider.System.GetTimestamp();
        }

        // Not on this thread: callbacks of the token may take their time.
        _ = _source.CancelAsync();
    }
}
