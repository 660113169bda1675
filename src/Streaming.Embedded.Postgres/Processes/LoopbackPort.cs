using System.Net;
using System.Net.Sockets;

namespace Streaming.Embedded.Postgres.Processes;

/// <summary>Chooses a TCP port on the loopback interface.</summary>
public static class LoopbackPort
{
    // Below those that systems give to outgoing connections, of which one could even connect to itself.
    const int Lowest = 12_000;
    const int Highest = 32_000;

    /// <summary>The wanted port whatever its state; else the preferred one if it is free; else any free one.</summary>
    public static int Choose(int wanted, int preferred) =>
        wanted != 0 ? wanted : preferred != 0 && TryBind(preferred) is { } same ? same : TryBind(0)!.Value;

    /// <summary>
    /// The first of so many free ports in a row, at random, that nobody gets by chance while whoever listens there is away for a
    /// while.
    /// </summary>
    public static int FreeRun(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(Lowest, Highest - count);
            if (Enumerable.Range(first, count).All(port => TryBind(port) is not null)) return first;
        }
    }

    static int? TryBind(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
