using System.Net;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>How many connections there may be, and how many there are. Used by the accepting loop and by connections that end.</summary>
sealed class ConnectionLimits(int total, int perAddress)
{
    readonly Lock _lock = new();
    readonly Dictionary<IPAddress, int> _byAddress = [];
    int _count;

    /// <summary>False where there are as many as there may be.</summary>
    public bool TryEnter(IPAddress address)
    {
        lock (_lock)
        {
            var there = _byAddress.GetValueOrDefault(address);
            if (_count >= total || there >= perAddress)
                return false;
            _count++;
            _byAddress[address] = there + 1;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        lock (_lock)
        {
            _count--;
            if (--_byAddress[address] == 0)
                _byAddress.Remove(address);
        }
    }
}
