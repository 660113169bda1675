namespace Streaming.Explanations.Trees;

/// <summary>How a node compares a row's value with its own, by ONNX's names for it.</summary>
public enum Comparison
{
    /// <summary>BRANCH_LEQ.</summary>
    AtMost,

    /// <summary>BRANCH_LT.</summary>
    Below,

    /// <summary>BRANCH_GTE.</summary>
    AtLeast,

    /// <summary>BRANCH_GT.</summary>
    Above,

    /// <summary>BRANCH_EQ: one category.</summary>
    Equal,

    /// <summary>BRANCH_NEQ.</summary>
    NotEqual,

    /// <summary>BRANCH_MEMBER: one of several categories.</summary>
    Member,
}
