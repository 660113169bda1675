using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Hosting;

/// <summary>
/// The host's control port. A command's lease is its open connection: it ends with the command's process, even one
/// that is killed, because the system closes the connection.
/// </summary>
sealed class LeaseServer : IAsyncDisposable
{
    static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly HostedServices _services;
    readonly LeaseCount _leases;
    readonly ILogger _log;
    readonly Task _accepting;

    public LeaseServer(HostedServices services, LeaseCount leases, ILogger log)
    {
        (_services, _leases, _log) = (services, leases, log);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The loopback port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What a caller must know to be let in.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        var leases = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                leases.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                leases.RemoveAll(lease => lease.IsCompleted);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // A caller that hung up at once, or our own stop: the loop's condition tells.
            }
        }
        await Task.WhenAll(leases);
    }

    async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        try
        {
            var lines = new LineReader(stream);
            if (await RequestAsync(lines) is not { } request || !_leases.TryEnter())
                return;
            try
            {
                await AnswerAsync(stream, request);
                // The lease lasts until the other side hangs up; it has nothing more to say.
                while (await lines.ReadAsync(_stop.Token) is not null) { }
            }
            finally
            {
                _leases.Leave();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            HostingLog.LeaseBroken(_log, e.Message);
        }
    }

    async Task<LeaseRequest?> RequestAsync(LineReader lines)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(RequestLimit);
        if (
            await lines.ReadAsync(limit.Token) is not { } line
            || LeaseJson.Parse<LeaseRequest>(line.Span) is not { Token: { } token, Wanted: not null } request
        )
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token)) ? request : null;
    }

    async Task AnswerAsync(NetworkStream stream, LeaseRequest request)
    {
        // A caller that went away does not stop the start: the next one wants the same.
        void Progress(string text) => Send(stream, new LeaseReply { Progress = text });
        var reply = new LeaseReply();
        try
        {
            reply = reply with { Endpoints = await _services.EnsureAsync(request.Wanted, Progress, _stop.Token) };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the caller is told: without an answer it would take the host for dead.
            HostingLog.StartFailed(_log, e);
            reply = reply with { Error = e is EmbeddedException ? e.Message : $"An embedded service did not start: {e.Message}" };
        }
        await stream.WriteAsync(LeaseJson.Line(reply), _stop.Token);
    }

    static void Send(NetworkStream stream, LeaseReply reply)
    {
        try
        {
            stream.Write(LeaseJson.Line(reply));
        }
        catch (IOException)
        {
            // Nobody listens any more.
        }
    }
}
