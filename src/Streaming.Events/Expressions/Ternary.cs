namespace Streaming.Events.Expressions;

/// <summary>A boolean that may be null, in one byte: three-valued logic as in SQL.</summary>
public static class Ternary
{
    /// <summary>No.</summary>
    public const byte False = 0;

    /// <summary>Yes.</summary>
    public const byte True = 1;

    /// <summary>Not known.</summary>
    public const byte Null = 2;

    /// <summary>A boolean that is known.</summary>
    public static byte Of(bool value) => value ? True : False;

    /// <summary>True needs both; one false is enough for false.</summary>
    public static byte And(byte left, byte right) =>
        left == False || right == False ? False
        : left == Null || right == Null ? Null
        : True;

    /// <summary>False needs both; one true is enough for true.</summary>
    public static byte Or(byte left, byte right) =>
        left == True || right == True ? True
        : left == Null || right == Null ? Null
        : False;

    /// <summary>What is not known stays so.</summary>
    public static byte Not(byte value) => value == Null ? Null : (byte)(value ^ 1);
}
