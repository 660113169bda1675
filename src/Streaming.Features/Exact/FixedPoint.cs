using System.Numerics;

namespace Streaming.Features.Exact;

/// <summary>
/// Binary fixed-point numbers of any width in two's complement: words from the least significant one up, value = integer
/// times a power of two that the caller knows. Adding and subtracting doubles is exact, so what has been added can be taken
/// out again and the order does not matter (the idea of Kulisch's long accumulator).
/// </summary>
internal static class FixedPoint
{
    /// <summary>Adds or subtracts <paramref name="value"/> shifted left by <paramref name="shift"/> bits.</summary>
    public static void Add(Span<ulong> words, UInt128 value, int shift, bool subtract)
    {
        var word = shift >> 6;
        var bit = shift & 63;
        var low = (ulong)value;
        var high = (ulong)(value >> 64);
        var first = low << bit;
        var second = high << bit;
        var third = 0UL;
        if (bit != 0)
        {
            second |= low >> (64 - bit);
            third = high >> (64 - bit);
        }
        if (subtract)
            SubtractAt(words[word..], first, second, third);
        else
            AddAt(words[word..], first, second, third);
    }

    /// <summary>Adds a number whose lowest word stands <paramref name="word"/> words higher, its sign extended.</summary>
    public static void AddWords(Span<ulong> words, ReadOnlySpan<ulong> other, int word)
    {
        var extension = IsNegative(other) ? ulong.MaxValue : 0;
        var carry = 0UL;
        for (var i = word; i < words.Length; i++)
        {
            var sum = (UInt128)words[i] + (i - word < other.Length ? other[i - word] : extension) + carry;
            words[i] = (ulong)sum;
            carry = (ulong)(sum >> 64);
        }
    }

    public static bool IsNegative(ReadOnlySpan<ulong> words) => (long)words[^1] < 0;

    public static void Negate(Span<ulong> words)
    {
        var carry = 1UL;
        for (var i = 0; i < words.Length; i++)
        {
            var word = ~words[i] + carry;
            carry = word == 0 ? carry : 0;
            words[i] = word;
        }
    }

    /// <summary>result = left * right, all non-negative; the result is as long as both together.</summary>
    public static void Multiply(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> result)
    {
        result.Clear();
        for (var i = 0; i < left.Length; i++)
        {
            var carry = 0UL;
            for (var j = 0; j < right.Length; j++)
            {
                var product = ((UInt128)left[i] * right[j]) + result[i + j] + carry;
                result[i + j] = (ulong)product;
                carry = (ulong)(product >> 64);
            }
            result[i + right.Length] = carry;
        }
    }

    /// <summary>left -= right, of one length.</summary>
    public static void Subtract(Span<ulong> left, ReadOnlySpan<ulong> right)
    {
        var borrow = 0UL;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = (UInt128)left[i] - right[i] - borrow;
            left[i] = (ulong)difference;
            borrow = (ulong)(difference >> 64) & 1;
        }
    }

    /// <summary>
    /// The top 64 bits of a non-negative number, the lowest of them set too where anything was cut off: enough to round to
    /// double once and correctly.
    /// </summary>
    /// <param name="words">The number.</param>
    /// <param name="exponent">Power of two that the result is to be multiplied by, beside the number's own.</param>
    public static ulong Top(ReadOnlySpan<ulong> words, out int exponent)
    {
        var top = words.Length - 1;
        while (top > 0 && words[top] == 0)
            top--;
        if (top == 0)
        {
            exponent = 0;
            return words[0];
        }
        var zeros = BitOperations.LeadingZeroCount(words[top]);
        var rest = words[top - 1];
        var result = words[top];
        if (zeros > 0)
        {
            result = (result << zeros) | (rest >> (64 - zeros));
            rest <<= zeros;
        }
        exponent = (64 * top) - zeros;
        return rest != 0 || words[..(top - 1)].ContainsAnyExcept(0UL) ? result | 1 : result;
    }

    private static void AddAt(Span<ulong> words, ulong first, ulong second, ulong third)
    {
        words[0] += first;
        var carry = words[0] < first ? 1UL : 0;
        if (words.Length == 1)
            return;
        carry = AddWord(ref words[1], second, carry);
        if (words.Length == 2)
            return;
        carry = AddWord(ref words[2], third, carry);
        for (var i = 3; carry != 0 && i < words.Length; i++)
            carry = ++words[i] == 0 ? 1UL : 0;
    }

    private static void SubtractAt(Span<ulong> words, ulong first, ulong second, ulong third)
    {
        var borrow = words[0] < first ? 1UL : 0;
        words[0] -= first;
        if (words.Length == 1)
            return;
        borrow = SubtractWord(ref words[1], second, borrow);
        if (words.Length == 2)
            return;
        borrow = SubtractWord(ref words[2], third, borrow);
        for (var i = 3; borrow != 0 && i < words.Length; i++)
            borrow = words[i]-- == 0 ? 1UL : 0;
    }

    private static ulong AddWord(ref ulong word, ulong value, ulong carry)
    {
        var sum = word + value;
        var result = sum + carry;
        carry = (sum < value ? 1UL : 0) | (result < sum ? 1UL : 0);
        word = result;
        return carry;
    }

    private static ulong SubtractWord(ref ulong word, ulong value, ulong borrow)
    {
        var difference = word - value;
        var result = difference - borrow;
        borrow = (word < value ? 1UL : 0) | (difference < borrow ? 1UL : 0);
        word = result;
        return borrow;
    }
}
