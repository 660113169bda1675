using System.Net;
using System.Net.Sockets;

namespace Streaming.Embedded.Postgres.Processes;

/// <summary>Chooses a TCP port on the loopback interface.</summary>
public static class LoopbackPort
{
    /// <summary>The wanted port whatever its state; else the preferred one if it is free; else any free one.</summary>
    public static int Choose(int wanted, int preferred) =>
        wanted != 0 ? wanted
        : preferred != 0 && TryBind(preferred) is { } same ? same
        : TryBind(0)!.Value;

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
