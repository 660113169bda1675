namespace Streaming.Drift.Tests.Streams;

/// <summary>MT19937 as Python's random and NumPy's older generator use it: published examples are made of what it draws.</summary>
sealed class MersenneTwister
{
    const int Words = 624;
    readonly uint[] _state = new uint[Words];
    int _next = Words;

    MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Words; i++)
            _state[i] = 1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30)) + i;
    }

    /// <summary><c>numpy.random.seed(seed)</c>.</summary>
    public static MersenneTwister OfNumpy(uint seed) => new(seed);

    /// <summary><c>random.Random(seed)</c>: the seed is a key of one word.</summary>
    public static MersenneTwister OfPython(uint seed)
    {
        var twister = new MersenneTwister(19650218);
        var state = twister._state;
        var i = 1u;
        for (var k = 0; k < Words; k++)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525)) + seed;
            Step(ref i);
        }

        for (var k = 0; k < Words - 1; k++)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941)) - i;
            Step(ref i);
        }

        state[0] = 0x80000000;
        return twister;

        void Step(ref uint i)
        {
            if (++i < Words)
                return;
            state[0] = state[Words - 1];
            i = 1;
        }
    }

    public uint Word()
    {
        if (_next == Words)
        {
            for (var k = 0; k < Words; k++)
            {
                var y = (_state[k] & 0x80000000) | (_state[(k + 1) % Words] & 0x7fffffff);
                _state[k] = _state[(k + 397) % Words] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0dfu);
            }

            _next = 0;
        }

        var word = _state[_next++];
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c5680;
        word ^= (word << 15) & 0xefc60000;
        return word ^ (word >> 18);
    }

    /// <summary><c>random()</c>.</summary>
    public double Unit() => ((Word() >> 5) * 67108864.0 + (Word() >> 6)) / 9007199254740992.0;

    /// <summary><c>choices(range(first, first + count), k=length)</c>.</summary>
    public double[] Choices(int first, int count, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => first + Math.Floor(Unit() * count))];

    /// <summary><c>choices([0, 1], k=length, weights=[zero, 1 - zero])</c>.</summary>
    public double[] Weighted(double zero, int length) => [.. Enumerable.Range(0, length).Select(_ => Unit() * 1.0 < zero ? 0.0 : 1.0)];

    /// <summary><c>_randbelow(end)</c>.</summary>
    public int Below(int end)
    {
        var bits = 32 - int.LeadingZeroCount(end);
        uint drawn;
        do drawn = Word() >> (32 - bits);
        while (drawn >= end);
        return (int)drawn;
    }

    /// <summary><c>numpy.random.randint(count)</c>.</summary>
    public double Masked(uint count)
    {
        var mask = uint.MaxValue >> (int)uint.LeadingZeroCount(count - 1);
        uint drawn;
        do drawn = Word() & mask;
        while (drawn >= count);
        return drawn;
    }
}
