using System.Net;
using System.Net.Sockets;

namespace Streaming.Testing;

/// <summary>TCP ports of the loopback interface for servers that are killed and started again.</summary>
public static class FreePorts
{
    // Below those that systems give to outgoing connections, of which one could even connect to itself.
    const int Lowest = 12_000;
    const int Highest = 32_000;

    /// <summary>
    /// The first of so many free ports in a row, at random, that nobody gets by chance while whoever listens there is away for a
    /// while.
    /// </summary>
    public static int InARow(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(Lowest, Highest - count);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
    }

    static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
