using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Onnx;

/// <summary>Numbers of features as files have them.</summary>
static class Features
{
    internal static int Checked(long feature) =>
        feature is >= 0 and < TreeEnsemble.MaxFeatures
            ? (int)feature
            : throw new ExplanationException(
                $"The model is damaged: a node looks at feature {feature}; there can be {TreeEnsemble.MaxFeatures}, from 0 on."
            );
}
