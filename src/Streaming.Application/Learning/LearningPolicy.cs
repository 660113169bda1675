using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Topology.Model;

namespace Streaming.Application.Learning;

/// <summary>How a topology's model is renewed, as a run keeps it.</summary>
static class LearningPolicy
{
    public static string Write(LearningModel policy) => JsonSerializer.Serialize(policy, ResultJson.OneLine);

    /// <summary>The policy of a run. What a later version adds to policies is as it was before there was such a thing.</summary>
    public static LearningModel Read(string policy) => JsonSerializer.Deserialize<LearningModel>(policy, ResultJson.OneLine)!;
}
