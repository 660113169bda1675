namespace Streaming.Explanations.Shap.Kernel;

/// <summary>A tree as the kernel runs it.</summary>
/// <param name="Groups">Its tables.</param>
/// <param name="Width">Values of an entry of its tables, a multiple of 8.</param>
/// <param name="Features">What the values of an entry are of; null: of all features in order.</param>
/// <param name="Wide">Leaves below so many features that a table of them would be too big.</param>
sealed record KernelTree(KernelGroup[] Groups, int Width, int[]? Features, Leaf[] Wide);

/// <summary>A table, and how a row finds its entry: the sum of the steps of all cuts that its values exceed.</summary>
/// <param name="Table">Where the table starts.</param>
/// <param name="Steps">In doubles.</param>
/// <param name="MissingSteps">Steps of values that are missing; such a value exceeds no cut.</param>
sealed record KernelGroup(long Table, CutStep[] Steps, CutStep[] MissingSteps);

/// <param name="Feature">Whose value.</param>
/// <param name="Cut">What it must exceed.</param>
/// <param name="Step">What is added to the index then.</param>
readonly record struct CutStep(int Feature, float Cut, int Step);
