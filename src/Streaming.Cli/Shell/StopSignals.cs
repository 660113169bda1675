using System.Runtime.InteropServices;

namespace Streaming.Cli.Shell;

/// <summary>Ctrl-C and SIGTERM ask the command to finish; the second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource _source;
    readonly List<PosixSignalRegistration> _registrations = [];
    int _asked;

    public StopSignals(CancellationToken also)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(also);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _registrations.Add(PosixSignalRegistration.Create(signal, Asked));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    void Asked(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref _asked) > 1) return;
        signal.Cancel = true;
        // Not on this thread: callbacks of the token may take their time.
        _ = _source.CancelAsync();
    }
}
