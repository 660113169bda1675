namespace Streaming.Explanations.Shap;

/// <summary>
/// What a leaf adds to the margin when only some features of a row are known, as a game whose players are the features on the way to the
/// leaf. SHAP values of the ensemble are the sums of the Shapley values of its leaves' games (Lundberg et al., arXiv:1802.03888).
/// </summary>
interface ILeafGame
{
    /// <summary>What the leaf adds when nothing is known.</summary>
    double Base { get; }

    /// <summary>The Shapley values.</summary>
    /// <param name="pattern">The row's pattern, as <see cref="LeafPath"/> has it.</param>
    /// <param name="values">Receives one a feature on the way.</param>
    void Values(ulong pattern, Span<double> values);

    /// <summary>
    /// The SHAP interaction values of each two different features, of which each of the two gets half (Lundberg et al., after the Shapley
    /// interaction index of Grabisch and Roubens 1999).
    /// </summary>
    /// <param name="pattern">The row's pattern.</param>
    /// <param name="values">Receives features x features values, row-major and symmetric; the diagonal is left 0.</param>
    void Interactions(ulong pattern, Span<double> values);
}
