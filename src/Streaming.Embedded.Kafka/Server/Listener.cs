using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>Accepts connections and runs them until it is stopped.</summary>
sealed class Listener : IAsyncDisposable
{
    static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);
    readonly Socket _socket;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Task, bool> _connections = new();
    Task _accepting = Task.CompletedTask;

    /// <exception cref="EmbeddedKafkaException">The address is taken or not this machine's.</exception>
    public Listener(string host, int port)
    {
        var address =
            IPAddress.TryParse(host, out var parsed) ? parsed
            : host == "localhost" ? IPAddress.Loopback
            : throw new EmbeddedKafkaException($"The broker cannot listen on '{host}': give an IP address, for instance 127.0.0.1.");
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(new IPEndPoint(address, port));
            _socket.Listen(512);
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new EmbeddedKafkaException(
                $"The broker cannot listen on {host}:{port} ({e.SocketErrorCode}): {CureOf(e.SocketErrorCode)}.",
                e
            );
        }
    }

    static string CureOf(SocketError error) =>
        error switch
        {
            SocketError.AccessDenied => "choose a port above 1023, which needs no rights (0 takes a free one)",
            SocketError.AddressNotAvailable => "that is no address of this machine; give it one, for instance 127.0.0.1",
            _ => "stop what uses that port, or choose another one (0 takes a free one)",
        };

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Start(ApiTable table, BrokerServices services, ILogger logger) => _accepting = AcceptAsync(table, services, logger);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    async Task AcceptAsync(ApiTable table, BrokerServices services, ILogger logger)
    {
        var tls = services.Options.Tls?.ServerOptions();
        var limits = new ConnectionLimits(services.Options.MaxConnections, services.Options.MaxConnectionsPerAddress);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _socket.AcceptAsync(_stop.Token);
                var address = (client.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
                if (!limits.TryEnter(address))
                {
                    BrokerLog.BadRequest(logger, address.ToString(), "there are as many connections as there may be");
                    client.Dispose();
                    continue;
                }

                var running = new Connection(client, table, services, tls, logger).RunAsync(_stop.Token);
                _connections[running] = true;
                _ = running.ContinueWith(
                    done =>
                    {
                        limits.Leave(address);
                        _connections.TryRemove(done, out _);
                    },
                    TaskScheduler.Default
                );
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client gave up before it was accepted, or this process has no more handles for now.
                await Task.Delay(RetryDelay);
            }
        }
    }
}
