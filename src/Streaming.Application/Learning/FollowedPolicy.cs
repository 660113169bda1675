using Microsoft.Extensions.Logging;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Learning;

/// <summary>
/// The policy in a topology file, which a person may change while its runs are served. The rest of the file stays what it was: that is
/// what the pipeline goes by until it is started anew. So does how drift and risk are followed: what was followed with other settings can
/// only be begun anew.
/// </summary>
/// <param name="topology">A name from ./topology, or a path.</param>
/// <param name="log">Where it is said that the file cannot be gone by.</param>
/// <exception cref="StreamingException">There is no such topology.</exception>
sealed class FollowedPolicy(string topology, ILogger log)
{
    string? _said;

    /// <summary>The topology with the policy that stands now.</summary>
    public TopologyModel Current { get; private set; } = TopologyLoader.Load(topology);

    /// <summary>Reads the file. One that is being written, or at fault, leaves the policy before in force, and is told of once.</summary>
    /// <returns>True: the policy is another one than before.</returns>
    public bool Renew()
    {
        try
        {
            var now = TopologyLoader.Load(topology);
            _said = null;
            var learning = now.Learning with { Drift = Current.Learning.Drift, Risk = Current.Learning.Risk };
            if (now.Name != Current.Name || LearningPolicy.Write(learning) == LearningPolicy.Write(Current.Learning))
                return false;
            Current = Current with { Learning = learning };
            return true;
        }
        catch (StreamingException e)
        {
            if (e.Message != _said)
                RunMessages.PolicyUnread(log, Current.Name, e);
            _said = e.Message;
            return false;
        }
    }
}
