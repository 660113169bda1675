using System.Numerics;

namespace Streaming.Features.Exact;

/// <summary>
/// Binary fixed-point numbers of any width in two's complement: words from the least significant one up, value = integer
/// times a power of two that the caller knows. Adding and subtracting doubles is exact, so what has been added can be taken
/// out again and the order does not matter (the idea of Kulisch's long accumulator).
/// </summary>
static class FixedPoint
{
    /// <summary>Adds or subtracts <paramref name="value"/> shifted left by <paramref name="shift"/> bits.</summary>
    public static void Add(Span<ulong> words, ulong value, int shift, bool subtract)
    {
        words = words[(shift >> 6)..];
        var first = value << shift;
        // In two steps, so that a shift by 64 gives zero.
        var second = value >> 1 >> ~shift;
        var carry = 0UL;
        if (subtract)
        {
            carry = SubtractWord(ref words[0], first, carry);
            for (var i = 1; (second | carry) != 0 && i < words.Length; i++, second = 0)
                carry = SubtractWord(ref words[i], second, carry);
            return;
        }
        carry = AddWord(ref words[0], first, carry);
        for (var i = 1; (second | carry) != 0 && i < words.Length; i++, second = 0)
            carry = AddWord(ref words[i], second, carry);
    }

    /// <summary>The same for values of up to 128 bits.</summary>
    public static void AddLong(Span<ulong> words, UInt128 value, int shift, bool subtract)
    {
        Add(words, (ulong)value, shift, subtract);
        Add(words, (ulong)(value >> 64), shift + 64, subtract);
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

    /// <summary>left += right or left -= right, of one length.</summary>
    public static void AddOrSubtract(Span<ulong> left, ReadOnlySpan<ulong> right, bool subtract)
    {
        if (subtract)
            Subtract(left, right);
        else
            AddWords(left, right, 0);
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

    static ulong AddWord(ref ulong word, ulong value, ulong carry)
    {
        var sum = word + value;
        var result = sum + carry;
        carry = (sum < value ? 1UL : 0) | (result < sum ? 1UL : 0);
        word = result;
        return carry;
    }

    static ulong SubtractWord(ref ulong word, ulong value, ulong borrow)
    {
        var difference = word - value;
        var result = difference - borrow;
        borrow = (word < value ? 1UL : 0) | (difference < borrow ? 1UL : 0);
        word = result;
        return borrow;
    }
}
